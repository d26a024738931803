import Host
import Installation
import Secrets

/// The state and the secrets that were in use before a restore; of another release, also its files.
struct StateBeforeRestore {
    private let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    private var folder: String { "\(machine.paths.backups)/before" }
    private var paths: [(live: String, copy: String)] {
        [machine.paths.secretsFile, machine.paths.stateFile].map {
            ($0, "\(folder)/\($0.split(separator: "/").last ?? "")")
        }
    }

    func keep() async throws {
        // What a run that was killed has left may be of another release.
        try forget()
        try machine.files.createFolder(folder, mode: 0o700)
        try machine.files.write(
            try paths.compactMap { live, copy in
                try machine.files.read(live).map { Files.Write(copy, $0, mode: 0o600) }
            })
        guard let state = try StateStore(machine).load().state, state.recorded?.release != machine.release else {
            return
        }
        // This program's plan does not say what was in them.
        try machine.files.createFolder(stack, mode: 0o700)
        let names = state.files.keys.filter(machine.files.exists).map { String($0.dropFirst()) }.sorted()
        let copy = Command(
            "cp", ["--archive", "--parents"] + names + [machine.files.root.path(stack)],
            folder: machine.files.root.path("/"))
        let result = try await copy.run()
        if result.succeeded { return }
        throw Failure(.unavailable, "the app's files cannot be copied", details: result.lastLines.suffix(5))
    }

    private var stack: String { "\(folder)/stack" }

    /// Whether what was in use is another release, with files of its own.
    var isOtherRelease: Bool { machine.files.exists(stack) }

    /// Brings that release's files, state and secrets back. It may be called as often as it takes.
    func bringBackRelease() async throws {
        for (live, copy) in paths {
            if let bytes = try machine.files.read(copy) { try machine.files.write(live, bytes, mode: 0o600) }
        }
        for path in try machine.files.regularFiles(under: stack) {
            let live = String(path.dropFirst(stack.utf8.count))
            let new = "\(live).restored"
            let result = try await Command(
                "cp", ["--archive", machine.files.root.path(path), machine.files.root.path(new)]
            ).run()
            guard result.succeeded else {
                throw Failure(.unavailable, "\(live) cannot be brought back", details: result.lastLines.suffix(5))
            }
            try machine.files.move(new, to: live)
        }
    }

    /// The rollout that follows writes the files again: those on the disk may have the restored secrets in them, and are
    /// no work of the owner's.
    func bringBack() throws {
        guard let secrets = try read(machine.paths.secretsFile), let state = try read(machine.paths.stateFile) else {
            return
        }
        var former = try State(reading: state)
        former.target = former.recorded
        let store = StateStore(machine)
        if let present = try store.load().state { former.knowFiles(of: present) }
        try store.save(former, try SecretStore(reading: secrets))
    }

    private func read(_ live: String) throws -> [UInt8]? {
        try paths.first { $0.live == live }.flatMap { try machine.files.read($0.copy) }
    }

    func forget() throws { try machine.files.removeTree(folder) }
}
