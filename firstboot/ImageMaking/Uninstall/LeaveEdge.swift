import Edge
import Host
import Installation
import Plan

/// Takes the app from the machine's edge; with the last app, the edge itself goes.
struct LeaveEdge: ImageStep {
    let machine: Machine
    private let withData: Bool
    let title = "Leaving the machine's edge"

    init(_ machine: Machine, withData: Bool) {
        self.machine = machine
        self.withData = withData
    }

    func run() async throws {
        let edge = MachineEdge(machine)
        guard edge.isThere else { return machine.note("there is none") }
        try await edge.leave(withState: withData)
        let others = edge.otherApps
        machine.note(
            others.isEmpty ? "it was the last app: the edge is gone" : "\(others.joined(separator: ", ")) needs it")
    }
}
