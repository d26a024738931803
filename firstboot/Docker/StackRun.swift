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

    /// Which containers are replaced by new ones.
    package enum Recreation: Sendable {
        /// Those in which Compose sees a change.
        case changed
        case all
        /// Those of these services too, which have containers.
        case services([String])
    }

    /// - Throws: ``Failure`` that names the service that failed, with its last log lines.
    package func start(recreating: Recreation = .changed) async throws {
        try await AwaitEngine(machine).run()
        try await PullImages(machine, redact).pullMissing()
        let result = try await up(recreating)
        if !result.succeeded { throw await refused(result) }
        var watch = try StackWatch(machine.plan)
        try await wait(&watch)
    }

    /// Makes the containers and volumes. No service starts.
    package func create() async throws {
        try await PullImages(machine, redact).pullMissing()
        let result = try await compose.create.run()
        if !result.succeeded { throw await refused(result) }
    }

    /// Waits until every service counts as ready; see ``Settling``. The app's own checks hold by then.
    package func settle(_ watch: inout StackWatch) async throws { try await wait(&watch, Settling(machine.plan)) }

    /// Stops waiting for something else if a service has failed for good.
    package func requireNoneFailed(_ watch: inout StackWatch) async throws {
        try await report(failed: watch.look(missing: compose.isOverridden))
    }

    /// The services that have restarted, as readable text.
    package func restarts(_ watch: inout StackWatch) -> [String] {
        watch.look(Settling(machine.plan)).compactMap { sight in
            sight.restarts.map { "the service \(sight.service.name): \($0)" }
        }
    }

    /// Lets Compose bring the services up, and shows what it is waiting for.
    private func up(_ recreating: Recreation) async throws -> CommandResult {
        // Cancelled when Compose is done. This also ends the pause between two looks at once.
        async let _ = showProgress()
        switch recreating {
        case .changed: return try await compose.up.run()
        case .all: return try await compose.upRecreated.run()
        case .services(let names):
            let result = try await compose.renew(names).run()
            return result.succeeded ? try await compose.up.run() : result
        }
    }

    /// Runs one of `after_start`'s commands in its service's container.
    ///
    /// - Parameters:
    ///   - limit: Seconds after which it counts as failed; nil for no limit.
    ///   - log: Gets its whole output, without secrets.
    package func run(_ task: ServiceCommand, within limit: Int? = nil, _ log: CommandLog? = nil) async throws {
        log?.begin(task)
        let result = try await compose.exec(task).limited(to: limit).run { [redact] line in
            log?.line(redact(VisibleText.of(line)))
        }
        if result.succeeded { return }
        let isLate = limit != nil && result.status == Command.lateStatus
        let how = isLate ? "has not ended within \(limit ?? 0) s" : "failed with exit code \(result.status)"
        throw Failure(
            .unavailable, "`\(task.run.joined(separator: " "))` in \(task.service) \(how)",
            details: tail(result.lastLines) + [log.map { "its whole output is in \($0.path)" }].compactMap(\.self),
            help: "its secrets and data are kept: fix the cause and run this again; it continues here")
    }

    private func wait(_ watch: inout StackWatch, _ settling: Settling? = nil) async throws {
        let limit = Double(machine.plan.ready.map(\.within).max() ?? 300) + (settling?.seconds ?? 0)
        var late: StackWatch.Sight?
        let isUp = try await Pace.poll(within: limit) { waited -> Bool? in
            let sights = watch.look(settling, missing: compose.isOverridden)
            try await report(failed: sights)
            late = Self.foremost(sights)
            guard let late else { return true }
            show(late, waited)
            return nil
        }
        guard isUp == nil, let late, case .pending(let what) = late.state else { return }
        throw await report(late.service, "still \(what) after \(Int(limit)) s", late.restarts)
    }

    /// Shows what the run is waiting for, until it is cancelled.
    private func showProgress() async throws {
        var watch = try StackWatch(machine.plan)
        _ = try await Pace.poll { waited -> Never? in
            if let sight = Self.foremost(watch.look()) { show(sight, waited) }
            return nil
        }
    }

    private func show(_ sight: StackWatch.Sight, _ waited: Double) {
        guard case .pending(let what) = sight.state else { return }
        machine.console.waiting("\(sight.service.name): \(what)", seconds: Int(waited))
    }

    /// The service to show: one that is starting comes before one that only waits for others.
    private static func foremost(_ sights: [StackWatch.Sight]) -> StackWatch.Sight? {
        let pending = sights.filter { if case .pending = $0.state { true } else { false } }
        let working = pending.first { sight in
            if case .pending(let what) = sight.state { !ServiceState.waitingWords.contains(what) } else { false }
        }
        return working ?? pending.first
    }

    private func report(failed sights: [StackWatch.Sight]) async throws {
        for sight in sights {
            if case .failed(let how) = sight.state { throw await report(sight.service, how) }
        }
    }

    private func refused(_ result: CommandResult) async -> Failure {
        let containers = (try? DockerEngine().containers(project: machine.plan.stack.project)) ?? []
        for service in machine.plan.stack.services {
            switch ServiceState(service, among: containers) {
            case .failed(let how): return await report(service, how)
            case .pending(let what) where ["unhealthy", ServiceState.restarting].contains(what):
                return await report(service, what)
            default: continue
            }
        }
        return Failure(
            .unavailable, "Docker Compose could not start the services", details: tail(result.lastLines),
            help: "fix what it says and run this again; the secrets are kept")
    }

    /// The error for a service that failed, with its last log lines.
    package func report(_ service: Service, _ what: String, _ restarts: String? = nil) async -> Failure {
        let logs = try? await compose.logs(service.name, lines: 20).run()
        return Failure(
            .unavailable, "the service \(service.name) is \(what)",
            details: [restarts].compactMap { $0 }
                + (logs.map { ["its last log lines:"] + tail($0.lastLines) } ?? []),
            help: "fix the cause and run this again: it continues here, with the same secrets and data")
    }

    /// If every service is up and the app still does not answer, any of their logs may say why.
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
