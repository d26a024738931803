import Host
import Installation
import Plan
import Secrets
import Text

/// Starts the stack and waits for its services.
package struct StackRun {
    package let machine: Machine
    package let compose: Compose
    package let redact: Redactor

    package init(_ machine: Machine, _ values: Values) {
        self.machine = machine
        compose = Compose(machine)
        redact = Redactor(values)
    }

    /// - Parameter recreatingAll: Whether every container is made again, also one that Compose sees no change in.
    /// - Throws: ``Failure`` that names the service in the way, with its last log lines.
    package func start(recreatingAll: Bool = false) async throws {
        try await AwaitEngine(machine).run()
        try await PullImages(machine, redact).pullMissing()
        let result = try await up(recreatingAll)
        if !result.succeeded { throw await refused(result) }
        try await waitForServices()
    }

    /// Lets Compose bring the services up, and shows meanwhile what is waited for.
    private func up(_ recreatingAll: Bool) async throws -> CommandResult {
        // Cancelled when Compose is through, which ends its pause between two looks at once.
        async let _ = watch { _ in false }
        return try await (recreatingAll ? compose.upRecreated : compose.up).run()
    }

    /// Runs one of `after_start`'s commands in its service's container.
    package func run(_ task: ServiceCommand) async throws {
        let result = try await compose.exec(task).run()
        if result.succeeded { return }
        throw Failure(
            .unavailable,
            "`\(task.run.joined(separator: " "))` in \(task.service) failed with exit code \(result.status)",
            details: tail(result.lastLines),
            help: "its secrets and data are kept: mend the cause and run this again, it carries on here")
    }

    private func waitForServices() async throws {
        let limit = Double(machine.plan.ready.map(\.within).max() ?? 300)
        let states = try await watch { states in
            states.allSatisfy { $0.state == .up }
                || states.contains { if case .failed = $0.state { true } else { false } }
        } until: {
            limit
        }
        for case (let service, .failed(let how)) in states { throw await report(service, how) }
        for case (let service, .pending(let what)) in states {
            throw await report(service, "still \(what) after \(Int(limit)) s")
        }
    }

    private typealias States = [(service: Service, state: ServiceState)]

    /// Looks at the containers and shows what is waited for until the condition holds or the time is over.
    private func watch(_ isOver: (States) -> Bool, until limit: () -> Double = { .infinity }) async throws -> States {
        let engine = try DockerEngine()
        let clock = Stopwatch()
        while true {
            let look = Stopwatch()
            let containers = (try? engine.containers(project: machine.plan.stack.project)) ?? []
            let states = machine.plan.stack.services.map { service in
                (service: service, state: ServiceState(service, containers.first { $0.service == service.name }))
            }
            if isOver(states) || clock.seconds > limit() { return states }
            if let (name, what) = Self.foremost(states) {
                machine.console.waiting("\(name): \(what)", seconds: Int(clock.seconds))
            }
            try await Pace.wait(after: look)
        }
    }

    /// The service to show: one that is on its way before one that only waits for its turn.
    private static func foremost(_ states: States) -> (name: String, what: String)? {
        let pending = states.compactMap { service, state in
            if case .pending(let what) = state { (name: service.name, what: what) } else { nil }
        }
        return pending.first { !ServiceState.waitingWords.contains($0.what) } ?? pending.first
    }

    private func refused(_ result: CommandResult) async -> Failure {
        let containers = (try? DockerEngine().containers(project: machine.plan.stack.project)) ?? []
        for service in machine.plan.stack.services {
            let container = containers.first { $0.service == service.name }
            switch ServiceState(service, container) {
            case .failed(let how): return await report(service, how)
            case .pending(let what) where ["unhealthy", "restarting"].contains(what): return await report(service, what)
            default: continue
            }
        }
        return Failure(
            .unavailable, "Docker Compose could not start the services", details: tail(result.lastLines),
            help: "mend what it says and run this again; the secrets are kept")
    }

    /// A service in the way, with its last log lines.
    package func report(_ service: Service, _ what: String) async -> Failure {
        let logs = try? await compose.logs(service.name, lines: 20).run()
        return Failure(
            .unavailable, "the service \(service.name) is \(what)",
            details: logs.map { ["its last log lines:"] + tail($0.lastLines) } ?? [],
            help: "mend the cause and run this again: it carries on here, with the same secrets and data")
    }

    /// Where every service is up and the app still does not answer, any of them may say why.
    package func lastLinesOfAll() async -> [String] {
        var lines: [String] = []
        for service in machine.plan.stack.services {
            guard let logs = try? await compose.logs(service.name, lines: 5).run(), !logs.lastLines.isEmpty else {
                continue
            }
            lines += ["the last log lines of \(service.name):"] + tail(logs.lastLines.suffix(5)).map { "  " + $0 }
        }
        return lines
    }

    private func tail(_ lines: some Collection<String>) -> [String] {
        lines.suffix(20).map { redact(VisibleText.of($0)) }
    }
}
