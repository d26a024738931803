import Host
import Installation
import Plan
import Stamp

/// Lays down the stack's files and its `.env`, and removes those that the release no longer has.
enum WriteFiles: RolloutStep {
    static let step = Step.files

    static func isNeeded(in rollout: Rollout) -> Bool { !rollout.difference.isEmpty }

    static func run(_ rollout: inout Rollout) async throws {
        let machine = rollout.machine
        let render = RenderFiles(machine, rollout.values)
        try render.write(over: rollout.state)
        let paths = Set(render.files.map(\.path))
        for (path, digest) in rollout.state.files.sorted(by: { $0.key < $1.key }) where !paths.contains(path) {
            // A file that the owner has changed since is the owner's.
            let found = try machine.files.read(path, beneath: machine.paths.stack)
            if found.map({ SHA256.hex($0) }) == digest { try machine.files.remove(path) }
        }
    }
}

extension RenderFiles {
    /// Writes the files that are missing or differ. The others keep their modification time.
    ///
    /// - Parameter state: Says which of the existing files are the owner's work.
    func write(over state: State) throws {
        let writes = try files.map { Files.Write($0.path, try $0.bytes(), mode: $0.mode, owner: $0.owner) }
        try OwnershipCheck(machine).requireFolders(of: writes.map(\.path))
        try machine.layDown(try OwnersChanges(machine, state).respecting(writes))
    }

    /// A file that services may read only as they start.
    struct ReadAtStart {
        /// Where it is on this computer.
        var path: String
        /// When it was last written, in seconds since 1970.
        var changed: Double
        /// Whether Compose reads it.
        var isComposes: Bool
    }

    var readAtStart: [ReadAtStart] {
        files.filter { $0.reload == nil }.compactMap { file in
            guard let path = machine.files.resolved(file.path), let status = machine.files.status(file.path) else {
                return nil
            }
            return ReadAtStart(
                path: path, changed: status.modified, isComposes: composePaths.contains(file.path))
        }
    }
}
