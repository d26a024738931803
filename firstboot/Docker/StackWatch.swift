import Host
import Installation
import Plan

/// Watches the stack's containers. It remembers what only a series of looks can show.
package struct StackWatch {
    /// This many restarts in one wait count as a crash loop. The engine waits before each restart: 0.1 s, then twice as
    /// long each time, up to a minute (moby, restartmanager). So this takes more than a minute and a half, which is the
    /// time a service has until its database must answer.
    package static let restartsOfALoop = 10

    package struct Sight: Equatable, Sendable {
        package var service: Service
        package var state: ServiceState
        /// A summary of its restarts; nil if there were none.
        package var restarts: String?
    }

    /// How often a container had restarted when it was first seen, its last exit code, and its run.
    private struct Memory {
        var restartsBefore: Int
        var exitCode: Int?
        var startedAt: Double?
        var sinceSeen = Stopwatch()
    }

    private let plan: Plan
    private let engine: DockerEngine
    private var memories: [String: Memory] = [:]

    package init(_ plan: Plan) throws {
        self.plan = plan
        engine = try DockerEngine()
    }

    /// - Parameters:
    ///   - settling: Decides on services without a healthcheck; nil if running is enough.
    ///   - passesOver: Whether to skip a service without a container: an owner's override may have turned it off.
    package mutating func look(_ settling: Settling? = nil, missing passesOver: Bool = false) -> [Sight] {
        guard let containers = try? engine.containers(project: plan.stack.project) else {
            return plan.stack.services.map {
                Sight(service: $0, state: .pending("unknown: the engine does not answer"))
            }
        }
        return plan.stack.services.compactMap { service in
            let own = containers.filter { $0.service == service.name }
            if own.isEmpty && (passesOver || service.mayBeOff == true) { return nil }
            let sights = own.map { judge($0, of: service, settling) }
            let state = ServiceState.worst(sights.map(\.state))
            return Sight(service: service, state: state, restarts: sights.lazy.compactMap(\.restarts).first)
        }
    }

    private mutating func judge(_ container: Container, of service: Service, _ settling: Settling?) -> Sight {
        let state = ServiceState(service, container)
        let mustSettle = settling != nil && container.state == "running" && !container.hasHealthcheck
        // This is one more question to the engine, so only where the answer counts.
        guard mustSettle || container.state == "restarting", let found = try? engine.record(of: container) else {
            return Sight(service: service, state: state)
        }
        let (record, ran, newRestarts) = remember(found, of: container.id)
        let summary = record.restarts == 0 ? nil : record.summary
        if newRestarts >= Self.restartsOfALoop {
            return Sight(service: service, state: .failed("in a crash loop: \(record.summary)"), restarts: summary)
        }
        guard mustSettle, let settling else { return Sight(service: service, state: state, restarts: summary) }
        return Sight(
            service: service, state: settling.state(restarts: record.restarts, ran: ran), restarts: summary)
    }

    /// - Returns: The record, the exit code that an earlier look saw, how many seconds the run has lasted, and the
    ///   restarts since the first look.
    private mutating func remember(_ found: RunRecord, of id: String) -> (RunRecord, ran: Double, newRestarts: Int) {
        var record = found
        var memory = memories[id] ?? Memory(restartsBefore: record.restarts)
        // Somebody else started it, so the engine counts from 0 again.
        memory.restartsBefore = min(memory.restartsBefore, record.restarts)
        record.exitCode = record.exitCode ?? memory.exitCode
        memory.exitCode = record.exitCode
        if memory.startedAt != record.startedAt { memory.sinceSeen = Stopwatch() }
        memory.startedAt = record.startedAt
        memories[id] = memory
        // The engine's clock may be changed while the service runs; ours is monotonic.
        let byClock = record.startedAt.map { Timestamp.now.seconds - $0 } ?? 0
        return (record, max(byClock, memory.sinceSeen.seconds), record.restarts - memory.restartsBefore)
    }
}
