import Host
import Installation
import Plan
import Rollout

/// Sets where backups are kept, after a write and a read have shown that it works.
package struct ConfigureRepository {
    private let machine: Machine
    private let settings: RepositorySettings

    package init(_ machine: Machine, _ settings: RepositorySettings) {
        self.machine = machine
        self.settings = settings
    }

    package func run() async throws {
        let lock = try Rollout.takeLock(machine)
        defer { _ = lock }
        let (state, recorded, secrets) = try StateStore(machine).loadSetUp()
        let store = try RecoveryKey.ensured(machine, state, secrets)
        guard let key = store.values[Values.recoveryKey] else { return }
        let site = try Site(machine, Values(machine.plan, recorded, store.values))
        try await Restic(settings, key: key, site).tryOut()
        try settings.write(on: machine)
        machine.console.line("Backups go to \(settings.title); a write and a read have worked.")
    }
}
