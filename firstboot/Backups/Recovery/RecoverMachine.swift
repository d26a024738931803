import Glibc
import Host
import Installation
import Plan
import Rollout

/// Sets a new machine up with the data, the secrets and the owner's values of a backup, after the loss of another one.
///
/// The backup is read and checked first, and kept in a folder of the machine. As long as it is there, its data is not in
/// place, and every later run begins with it. Once the data is in place, the rest is a first boot like any other.
package struct RecoverMachine {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// Whether a run has begun that has not put all data in place.
    package static func isUnfinished(on machine: Machine) -> Bool { machine.files.exists(machine.paths.recovery) }

    static func settings(in folder: String) -> String { "\(folder)/repository.json" }

    private var tree: BackupTree {
        BackupTree(machine, id: "recovery", folder: "\(machine.paths.recovery)/\(BackupTree.name)")
    }

    /// - Parameters:
    ///   - source: Where the backup is; not read again where an earlier run has read it.
    ///   - flags: The values that `--set` gave. They count before those of the backup.
    /// - Throws: ``Failure`` if the backup cannot be used. Nothing was changed then.
    package func run(from source: RecoverySource, flags: [String: String]) async throws {
        try machine.files.createFolder(machine.paths.state, mode: 0o700)
        let lock = try Rollout.takeLock(machine)
        let state = try StateStore(machine).load(takesOthers: true).state
        if state?.isSetUp == true {
            throw Failure(
                .usage, "\(machine.plan.app.title) is set up; nothing was changed",
                help: "`\(machine.command) restore` brings a backup back on a machine that is set up")
        }
        try forgetOther(than: source, isInUse: state?.target?.restoredFrom != nil)
        if !Self.isUnfinished(on: machine) {
            if let backup = state?.target?.restoredFrom {
                machine.console.line("The data of the backup \(backup) is in place already; carrying on…")
                try await Rollout.run(.provision(flags: flags), on: machine, holding: lock)
                return
            }
            try await fetch(source)
        } else if (try? CheckedBackup(tree)) == nil {
            try await fetch(source)
        }
        do { try await carryOut(flags, holding: lock) } catch {
            // Before the values are durable, nothing of the machine has changed. If a retry cannot help, it is as if this
            // had not been tried; otherwise later runs continue, and never start without the backup.
            let isFinal = Failure(error).code != .unavailable
            if isFinal, let found = try? StateStore(machine).load(takesOthers: true),
                found.state?.target?.restoredFrom == nil
            {
                try? Self.discard(machine)
            }
            throw error
        }
    }

    /// The file in which a run that has begun says from what.
    private static let sourceFile = "source"

    /// Before anything of the machine has changed, another backup may take the place of the one that a run has read.
    private func forgetOther(than source: RecoverySource, isInUse: Bool) throws {
        guard Self.isUnfinished(on: machine),
            let earlier = try machine.files.read("\(machine.paths.recovery)/\(Self.sourceFile)")
                .flatMap({ String(validating: $0, as: UTF8.self) }), earlier != source.title
        else { return }
        guard !isInUse else {
            throw Failure(
                .usage, "this machine is being set up from another backup, \(earlier); nothing was changed",
                help: "`\(machine.command) provision` continues that, and `\(machine.command) provision --new-data` "
                    + "gives it up")
        }
        machine.console.line("An earlier run began with \(earlier); this one begins again, with \(source.title).")
        try Self.discard(machine)
    }

    /// Continues what an interrupted run has begun.
    package func carryOn(flags: [String: String] = [:]) async throws {
        let lock = try Rollout.takeLock(machine)
        // That run may have ended in between.
        guard Self.isUnfinished(on: machine) else { return }
        machine.console.line("An earlier run was interrupted while it restored a backup; this one continues it.")
        try await carryOut(flags, holding: lock)
    }

    /// Forgets what an interrupted run has begun.
    package func giveUp() throws {
        let lock = try Rollout.takeLock(machine)
        defer { _ = lock }
        try Self.discard(machine)
    }

    private func fetch(_ source: RecoverySource) async throws {
        machine.console.line("Reading the backup and checking it…")
        try BackupTree.removeLeftovers(machine)
        let making = BackupTree(machine, id: "recovery")
        do {
            try making.create()
            try await source.fetch(into: making, machine)
            _ = try RenewData(machine, try CheckedBackup(making))
            try machine.files.write(
                "\(BackupTree.making(machine))/\(Self.sourceFile)", Array(source.title.utf8), mode: 0o600)
        } catch {
            try? BackupTree.removeLeftovers(machine)
            throw error
        }
        // Everything in it is on the disk before its new name says that it is whole.
        sync()
        try machine.files.removeTree(machine.paths.recovery)
        try machine.files.move(BackupTree.making(machine), to: machine.paths.recovery)
    }

    private func carryOut(_ flags: [String: String], holding lock: borrowing Lock) async throws {
        let checked = try CheckedBackup(tree)
        let data = try RecoveredData(machine, checked)
        machine.note("the backup \(data.backup) of machine \(checked.manifest.instanceID)")
        try await Rollout.run(.provision(flags: flags, data: .bring(data)), on: machine, holding: lock)
    }

    /// The rename comes first, so that no half of it is taken for a whole.
    static func discard(_ machine: Machine) throws {
        guard isUnfinished(on: machine) else { return }
        try BackupTree.removeLeftovers(machine)
        try machine.files.move(machine.paths.recovery, to: BackupTree.making(machine))
        try BackupTree.removeLeftovers(machine)
    }
}
