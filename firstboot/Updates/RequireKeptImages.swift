import Docker
import Host
import Installation

/// Makes sure that the engine has the images of a release to go back to, while the app still runs: `docker image prune
/// --all` takes images that no container uses, also those that a tag holds.
struct RequireKeptImages {
    let machine: Machine
    let release: KeptRelease

    /// - Throws: ``Failure`` if one is gone and the registry has no such image any more.
    func run() async throws {
        let engine = try DockerEngine()
        for (name, id) in release.images.sorted(by: { $0.key < $1.key }) where try engine.image(id) == nil {
            guard try engine.image(name) == nil else { throw gone(name, "its name stands for another image now") }
            machine.console.line("The image \(name) of \(release.version) is gone: pulling it…")
            try await PullImages(machine).pull(name)
            guard try engine.image(name)?.id == id else {
                throw gone(name, "the registry has another one of that name")
            }
        }
    }

    private func gone(_ name: String, _ why: String) -> Failure {
        Failure(
            .unavailable, "the image \(name) of \(release.version) is gone, and \(why); nothing was changed",
            help: "load it from an archive with `docker load`, or get the release again with "
                + "`sudo \(machine.command) update \(release.version) --allow-downgrade`")
    }
}
