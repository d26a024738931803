import Installation
import Plan
import Secrets

/// The password of the repository. It is a secret of the machine like the app's own, so it is durable before anything
/// uses it, and the owner gets it with the credentials. Without it, nobody opens a backup on another machine.
enum RecoveryKey {
    /// Machines that were set up by an older release have none yet.
    static func ensured(_ machine: Machine, _ state: State, _ secrets: SecretStore) throws -> SecretStore {
        guard secrets.values[Values.recoveryKey] == nil else { return secrets }
        var store = secrets
        store.values[Values.recoveryKey] = try Secret.recoveryKey()
        try StateStore(machine).save(state, store)
        machine.console.line(
            "A recovery key for backups was made: `\(machine.command) credentials` shows it. Keep it elsewhere: only it "
                + "opens the backups on another machine.")
        return store
    }
}
