import Host
import Installation

/// Stops the app's units, so that no first boot that is being retried writes behind the seal's back.
struct StopApp: ImageStep {
    let machine: Machine
    let title = "Stopping the app"
    let needsRunningSystem = true

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        guard machine.hasSystemd else { return }
        let units = Units(machine.plan, machine.paths)
        // One that is not there needs no stop.
        _ = try await Command("systemctl", ["stop", units.stack.name, units.firstBoot.name]).run()
    }
}
