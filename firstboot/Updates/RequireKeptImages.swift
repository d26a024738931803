import Docker
import Host
import Installation

/// Makes sure that the engine has the images of a release to go back to, while the app still runs: `docker image prune
/// --all` takes images that no container uses, also those that a tag holds. Where a name stands for another image by now,
/// as a moving tag's does, that one has to do: the data of then can be had in no other way.
struct RequireKeptImages {
    let machine: Machine
    let release: KeptRelease

    /// - Throws: ``Failure`` if there is none, here or in the registry.
    func run() async throws {
        let engine = try DockerEngine()
        for (name, id) in release.images.sorted(by: { $0.key < $1.key }) where try engine.image(id) == nil {
            if try engine.image(name) == nil {
                machine.console.line("The image \(name) of \(release.version) is gone: pulling it…")
                try await PullImages(machine).pull(name)
            }
            if try engine.image(name)?.id != id {
                machine.console.line(
                    "Warning: the image \(name) of then is gone; the one that has its name now takes its place.")
            }
        }
    }
}
