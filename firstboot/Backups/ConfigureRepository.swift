import Host
import Installation
import Plan
import Secrets

/// Sets where backups are kept, after a write and a read have shown that it works.
package struct ConfigureRepository {
    private let machine: Machine
    private let settings: RepositorySettings

    package init(_ machine: Machine, _ settings: RepositorySettings) {
        self.machine = machine
        self.settings = settings
    }

    package func run() async throws {
        let held = try HeldMachine(machine)
        let store = try RecoveryKey.ensured(machine, held.state, held.secrets)
        guard let key = store.values[Values.recoveryKey] else { return }
        let hide = Redactor(Values(machine.plan, held.recorded, store.values))
        try await Restic(settings, key: key, machine, hiding: hide).tryOut()
        try settings.write(on: machine)
        machine.console.line("Backups go to \(settings.title); a write and a read have worked.")
    }
}
