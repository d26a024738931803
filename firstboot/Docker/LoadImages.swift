import Host
import Installation
import Plan

/// Loads container images from archives, for machines that cannot reach a registry.
package struct LoadImages: Sendable {
    package let machine: Machine
    /// The folder with the archives that `docker save` made.
    private let folder: String?
    package let title = "Loading image archives"

    package init(_ machine: Machine, from folder: String?) {
        self.machine = machine
        self.folder = folder
    }

    package func run() async throws {
        guard let folder else { return machine.note("none are given (--images DIR)") }
        // The folder is the caller's: it does not lie under the machine's root.
        let files = Files(.system)
        guard files.isFolder(folder) else {
            throw Failure(
                .usage, "there is no folder \(folder)",
                help: "give the folder with the archives of `docker save`: --images DIR")
        }
        let archives = files.names(in: folder).filter(Self.isArchive)
        if archives.isEmpty { return machine.note("\(folder) has none (\(Self.suffixes.joined(separator: ", ")))") }
        try await AwaitEngine(machine).run()
        for name in archives {
            machine.note(name)
            let result = try await DockerProgram.command(["load", "--quiet", "--input", "\(folder)/\(name)"]).run()
            if result.succeeded { continue }
            throw Failure(
                .invalidInput, "docker could not load \(folder)/\(name)", details: Array(result.lastLines.suffix(5)),
                help: "make it again with `\(ShellWord.joined(["docker", "save", "--output", name])) IMAGE`")
        }
    }

    /// The paths of the archives in a folder of this computer.
    package static func archives(in folder: String) -> [String] {
        Files(.system).names(in: folder).filter(isArchive).map { "\(folder)/\($0)" }
    }

    private static let suffixes = [".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.zst"]

    /// A release's folder may have the app's source too.
    private static func isArchive(_ name: String) -> Bool {
        suffixes.contains { name.hasSuffix($0) } && !name.hasSuffix(SourceTree.archiveEnding)
    }
}
