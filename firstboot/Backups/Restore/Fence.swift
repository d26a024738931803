import Docker
import Host
import Installation

/// A change of data or of the release during which the services are stopped. It is durable, and says which containers are
/// to restart again.
package protocol FencedChange {
    /// The ids of containers that restart always, except while the fence is closed.
    var restarting: [String]? { get set }
    func write(on machine: Machine) throws
}

extension FencedChange {
    /// Lets nothing of the app run; what restarts always is noted first.
    ///
    /// - Parameter answering: A service that runs on.
    package mutating func closeFence(_ machine: Machine, except answering: String? = nil) async throws {
        var change = self
        defer { self = change }
        try await Fence.close(machine, except: answering) { containers in
            change.restarting = Set((change.restarting ?? []) + containers).sorted()
            try change.write(on: machine)
        }
    }

    package func openFence() async throws { try await Fence.open(restarting ?? []) }
}

/// Makes sure that nothing of the app runs, whichever release's it is, and that the engine starts nothing of it by itself:
/// after a power cut it would start what restarts `always`, with data of which only a part is exchanged.
private enum Fence {
    /// - Parameters:
    ///   - answering: A service that runs on.
    ///   - note: Makes it durable that these containers are to restart again, by their ids.
    static func close(
        _ machine: Machine, except answering: String? = nil, noting note: ([String]) throws -> Void
    ) async throws {
        try await AwaitEngine(machine).run()
        let engine = try DockerEngine()
        func containers() throws -> [Container] {
            try engine.allContainers().filter {
                $0.project == machine.plan.stack.project && (answering == nil || $0.service != answering)
            }
        }
        let own = try containers()
        let restarting = try own.filter { try engine.restartsAlways($0) }.map(\.id)
        if !restarting.isEmpty {
            try note(restarting)
            let result = try await DockerProgram.command(["update", "--restart", "no"] + restarting).run()
            if !result.succeeded { throw failure(result) }
        }
        // In the order that the compose file gives. It may be another release's, and lack some services.
        let services = answering == nil ? [] : Set(own.map(\.service)).subtracting([""]).sorted()
        if answering == nil || !services.isEmpty { _ = try await Compose(machine).stop(services).run() }
        let resting = ["exited", "created", "dead"]
        let running = try containers().filter { !resting.contains($0.state) }
        if running.isEmpty { return }
        let result = try await DockerProgram.command(["stop"] + running.map(\.id)).run()
        if !result.succeeded { throw failure(result) }
    }

    /// Lets the containers restart as before. One that is gone by now had another take its place.
    static func open(_ containers: [String]) async throws {
        for id in containers {
            _ = try await DockerProgram.command(["update", "--restart", "always", id]).run()
        }
    }

    private static func failure(_ result: CommandResult) -> Failure {
        Failure(.unavailable, "the services cannot be stopped", details: result.lastLines.suffix(20))
    }
}
