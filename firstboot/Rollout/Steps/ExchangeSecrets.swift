import Docker
import Installation
import Plan
import Secrets
import Text

/// Gives the services the new values of a rotation, then makes these the values in use. The new values stay pending
/// until every service has its own. The commands may run again with the same values.
enum ExchangeSecrets: RolloutStep {
    static let step = Step.secrets

    static func isNeeded(in rollout: Rollout) -> Bool { !rollout.secrets.pending.isEmpty }

    static func run(_ rollout: inout Rollout) async throws {
        let machine = rollout.machine
        try await AwaitEngine(machine).run()
        // A service that is started in order to get its new value starts with the old one.
        try RenderFiles(machine, rollout.values).write(over: rollout.state)
        for spec in machine.plan.secrets {
            if let value = rollout.secrets.pending[spec.name], case .command(let task)? = spec.rotation {
                try await give(value, of: spec.name, to: task, rollout)
            }
        }
        try exchange(&rollout)
    }

    /// Gives a running service the new value, only on standard input.
    private static func give(_ value: Secret, of name: String, to task: ServiceCommand, _ rollout: Rollout) async throws
    {
        let machine = rollout.machine
        machine.console.line("Changing \(name) in \(task.service)…")
        let compose = Compose(machine)
        // Other services may wait forever for a service that has the new value already.
        let isUp = try await compose.up(task.service).run()
        let result =
            isUp.succeeded ? try await compose.exec(task).run(input: Array((value.revealed + "\n").utf8)) : isUp
        if result.succeeded { return }
        let redact = Redactor(rollout.values, and: rollout.secrets.pending)
        throw Failure(
            .unavailable,
            isUp.succeeded
                ? "`\(task.run.joined(separator: " "))` in \(task.service) failed with exit code \(result.status)"
                : "Docker Compose could not start \(task.service)",
            details: result.lastLines.suffix(20).map { redact(VisibleText.of($0)) },
            help: "fix the cause and run `\(machine.command) rotate` again: it continues with the same new values")
    }

    /// Records the new values as those in use, and makes again what is derived from them.
    private static func exchange(_ rollout: inout Rollout) throws {
        let plan = rollout.machine.plan
        var next = rollout.secrets
        let names = Set(plan.secrets.map(\.name).filter { next.pending[$0] != nil })
        next.drop(plan.derived(from: names))
        next.values.merge(next.pending) { $1 }
        next.pending = [:]
        let record = rollout.desired.record
        rollout.secrets = try MakeSecrets(plan, record.metadata, record.parameters).run(keeping: next)
        rollout.state.begin(try RenderFiles(rollout.machine, rollout.values).digests())
        try rollout.store.save(rollout.state, rollout.secrets)
    }
}
