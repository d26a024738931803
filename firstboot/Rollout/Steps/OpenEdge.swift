import Docker
import Edge
import Installation
import Plan

/// Claims the app's host names and starts the machine's edge, before anything of the app starts: who has the ports, or
/// another app that has a name, is told first.
enum OpenEdge: RolloutStep {
    static let step = Step.stack

    static func isNeeded(in rollout: Rollout) -> Bool { rollout.wantsServices }

    static func run(_ rollout: inout Rollout) async throws {
        let machine = rollout.machine
        guard machine.plan.stack.edge != nil else {
            // A release with a proxy of its own came back, and needs the ports.
            let edge = MachineEdge(machine)
            if edge.hasPlace {
                try await AwaitEngine(machine).run()
                try await edge.leave(withState: false)
            }
            return try refuseEdgesPorts(machine)
        }
        try await AwaitEngine(machine).run()
        try await rollout.givePortsFree()
        try await MachineEdge(machine).open(rollout.values)
    }

    /// An app with a proxy of its own cannot start beside the edge. Compose would say that a port is allocated.
    private static func refuseEdgesPorts(_ machine: Machine) throws {
        let stack = machine.plan.stack
        let ports = stack.services.flatMap(\.ports).filter { port in
            !port.isLoopback && Edge.rules.contains(PortRule(port: port.port, transport: port.transport))
        }
        // A trial publishes them elsewhere, and an owner may.
        guard !ports.isEmpty, Override(machine).files.isEmpty else { return }
        let others = PortConflict.all(ports, project: stack.project, ofPrograms: false)
        guard let first = others.first else { return }
        throw Failure(
            .unavailable,
            "\(others.map(\.name).joined(separator: ", ")): taken, and \(machine.plan.app.title) needs it",
            details: others.map { "\($0.name): \($0.holder)" }, help: first.help)
    }
}

/// Lets the machine's edge pass requests on to the services, which are up.
enum JoinEdge: RolloutStep {
    static let step = Step.stack

    static func isNeeded(in rollout: Rollout) -> Bool { rollout.wantsServices }

    static func run(_ rollout: inout Rollout) async throws {
        guard rollout.machine.plan.stack.edge != nil else { return }
        try await MachineEdge(rollout.machine).join(rollout.values)
    }
}
