import Host
import Installation
import Secrets

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
