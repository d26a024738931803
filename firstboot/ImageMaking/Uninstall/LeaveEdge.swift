import Docker
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
        do { try await edge.leave(withState: withData) } catch {
            // Whoever purges wants the app gone, with an engine that does not answer too.
            guard withData, DockerProgram.isInstalled, !DockerEngine.answers else { throw error }
            return machine.note("the edge's containers stay: \(Failure(error).message)")
        }
        let others = edge.otherApps
        machine.note(
            others.isEmpty ? "it was the last app: the edge is gone" : "\(others.joined(separator: ", ")) needs it")
    }
}
