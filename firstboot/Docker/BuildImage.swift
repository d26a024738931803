import Host
import Installation
import Plan
import Text

/// Builds an image of the app's source on this machine.
package struct BuildImage: Sendable {
    private let machine: Machine

    /// Longer than that no build of an app should take, in seconds; one that hangs would hold an update for ever.
    private static let deadline = 2 * 3600

    package init(_ machine: Machine) { self.machine = machine }

    /// - Parameters:
    ///   - tree: The folder with the source, of this computer.
    ///   - name: The image's name; nil for the one that the services have.
    /// - Throws: ``Failure`` with the last lines of the build.
    package func run(_ build: SourceTree.ImageBuild, of tree: String, as name: String? = nil) async throws {
        guard Files(.system).isFolder(tree) else {
            throw Failure(
                .unavailable, "the source of \(machine.plan.app.title) is not in \(tree)",
                help: "`sudo \(machine.command) prepare` lays it down")
        }
        var words = ["build", "--tag", name ?? build.image, "--file", "\(tree)/\(build.dockerfile)"]
        if let target = build.target { words += ["--target", target] }
        if let network = build.network { words += ["--network", network] }
        for (name, value) in build.arguments.sorted(by: { $0.key < $1.key }) {
            words += ["--build-arg", "\(name)=\(value)"]
        }
        words.append(build.context.isEmpty ? tree : "\(tree)/\(build.context)")
        let result = try await DockerProgram.command(words).limited(to: Self.deadline).run()
        if result.succeeded { return }
        throw Failure(
            .unavailable, "the image of the service \(build.service) cannot be built",
            details: result.lastLines.suffix(20).map { VisibleText.of($0) },
            help: "look at \(build.dockerfile) and what it copies, in \(machine.paths.source)")
    }
}
