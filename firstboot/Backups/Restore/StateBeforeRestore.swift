import Host
import Installation

/// The state and the secrets that were in use before a restore.
struct StateBeforeRestore {
    private let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    private var folder: String { "\(machine.paths.backups)/before" }
    private var paths: [(live: String, copy: String)] {
        [machine.paths.secretsFile, machine.paths.stateFile].map {
            ($0, "\(folder)/\($0.split(separator: "/").last ?? "")")
        }
    }

    func keep() throws {
        try machine.files.createFolder(folder, mode: 0o700)
        try machine.files.write(
            try paths.compactMap { live, copy in
                try machine.files.read(live).map { Files.Write(copy, $0, mode: 0o600) }
            })
    }

    /// The rollout that follows writes the files again: those on the disk may have the restored secrets in them.
    func bringBack() throws {
        for (live, copy) in paths {
            if let bytes = try machine.files.read(copy) { try machine.files.write(live, bytes, mode: 0o600) }
        }
        let store = StateStore(machine)
        guard var state = try store.load().state else { return }
        state.target = state.recorded
        try store.save(state)
    }

    func forget() throws { try machine.files.removeTree(folder) }
}
