import Host
import Installation
import Rollout
import Secrets

/// A machine whose first boot is done, under its lock: until this goes out of scope, nobody else changes what was read.
package struct HeldMachine: ~Copyable {
    package let lock: Lock
    package let state: State
    package let recorded: Record
    package let secrets: SecretStore
    private let command: String

    /// - Throws: ``Failure`` if the first boot is not done, or if another run works on the machine.
    package init(_ machine: Machine) throws {
        let store = StateStore(machine)
        // A machine without a first boot has no folder for a lock.
        _ = try store.loadSetUp()
        try self.init(machine, holding: try Rollout.takeLock(machine))
    }

    /// - Parameter lock: The machine's.
    /// - Throws: As the other does.
    package init(_ machine: Machine, holding lock: consuming Lock) throws {
        let store = StateStore(machine)
        // Another run may have ended in between.
        let found = try store.loadSetUp()
        (state, recorded, secrets) = found
        command = machine.command
        self.lock = lock
    }

    /// - Parameter release: What was in use when the owner was asked.
    /// - Throws: ``Failure`` if another run has put another release in since.
    package func require(_ release: ReleaseID) throws {
        guard recorded.release != release else { return }
        throw Failure(
            .busy, "another run has put \(recorded.release.version) in meanwhile; nothing was changed",
            help: "run it again: what it shows is of the release before")
    }

    /// - Throws: ``Failure`` if an earlier run was interrupted: what it left is of two moments.
    package func requireWhole(for purpose: String) throws {
        if state.target == nil && secrets.pending.isEmpty { return }
        throw Failure(
            .unavailable, "an earlier run was interrupted, and \(purpose)",
            help: "`\(command) provision` continues it")
    }
}
