import Installation

/// Closes every port except ssh's and the app's own. This includes ports that Docker publishes.
struct SetFirewall: ImageStep {
    let machine: Machine
    let title = "Setting the firewall"
    let needsRunningSystem = true

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let ports = await OpenPorts.find(on: machine)
        switch try machine.packaging().manager {
        case .apt: try await UFW(machine).apply(ports)
        case .dnf: try await Firewalld(machine).apply(ports)
        }
        machine.note("open: \(ports.rules.map(\.description).joined(separator: ", "))")
    }
}
