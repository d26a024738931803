import Host
import Installation

/// Stops the app's units, so that no retried first boot writes while the machine is sealed.
struct StopApp: ImageStep {
    let machine: Machine
    let title = "Stopping the app"
    let needsRunningSystem = true

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        guard machine.hasSystemd else { return }
        let units = Units(machine.plan, machine.paths)
        // A unit that does not exist needs no stop.
        let timed = [
            units.backupTimer, units.backup, units.noticeTimer, units.notice, units.domainTimer, units.domain,
        ].compactMap { $0?.name }
        _ = try await Command("systemctl", ["stop"] + timed + [units.stack.name, units.firstBoot.name]).run()
    }
}
