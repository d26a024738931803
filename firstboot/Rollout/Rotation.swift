import Docker
import Host
import Installation
import Plan
import Secrets
import Text

/// Puts the pending values of secrets in place of those in use. Cut off anywhere and done again it ends the same: the
/// pending values stay until every service has been told of them, and the commands may run again with the same ones.
package struct Rotation {
    private let machine: Machine
    private let state: State

    package init(_ machine: Machine, _ state: State) {
        self.machine = machine
        self.state = state
    }

    /// - Parameter store: With pending values, durable already.
    package func finish(_ store: SecretStore) async throws {
        try await AwaitEngine(machine).run()
        for spec in machine.plan.secrets {
            if let value = store.pending[spec.name], case .command(let task)? = spec.rotation {
                try await tell(task, of: spec.name, value, store)
            }
        }
        let values = values(try exchange(store).values)
        Progress.enter(.files, on: machine)
        try WriteFiles(machine, values).run()
        Progress.enter(.stack, on: machine)
        let stack = StackRun(machine, values)
        try await stack.start()
        Progress.enter(.ready, on: machine)
        try await WaitReady(machine, values).run(stack)
        // Where the owner had them forgotten they stay so.
        if machine.files.exists(machine.paths.credentials) { try Announce(machine, values).write() }
        try await LoginPrompt(machine).show(values)
        let names = machine.plan.secrets.map(\.name).filter { store.pending[$0] != nil }
        machine.console.line("New values are in use: \(names.joined(separator: ", ")).")
        machine.console.line("`\(machine.plan.app.name)ctl credentials` shows what the owner needs of them.")
    }

    /// Gives a running service the new value, on standard input alone.
    private func tell(_ task: ServiceCommand, of name: String, _ value: Secret, _ store: SecretStore) async throws {
        machine.console.line("Changing \(name) in \(task.service)…")
        let compose = Compose(machine)
        // Others may wait in vain for a service that knows the new value already.
        let isUp = try await compose.up(task.service).run()
        let result =
            isUp.succeeded ? try await compose.exec(task).run(input: Array((value.revealed + "\n").utf8)) : isUp
        if result.succeeded { return }
        let redact = Redactor(values(store.values), and: store.pending)
        throw Failure(
            .unavailable,
            isUp.succeeded
                ? "`\(task.run.joined(separator: " "))` in \(task.service) failed with exit code \(result.status)"
                : "Docker Compose could not start \(task.service)",
            details: result.lastLines.suffix(20).map { redact(VisibleText.of($0)) },
            help:
                "mend the cause and run `\(machine.plan.app.name)ctl rotate` again: it goes on with the same new values"
        )
    }

    /// Records the new values as those in use, and makes anew what is derived from them.
    private func exchange(_ store: SecretStore) throws -> SecretStore {
        var next = store
        let names = Set(machine.plan.secrets.map(\.name).filter { store.pending[$0] != nil })
        next.drop(machine.plan.derived(from: names))
        next.values.merge(store.pending) { $1 }
        next.pending = [:]
        let made = try MakeSecrets(machine.plan, state.metadata, state.parameters).run(keeping: next)
        try StateStore(machine).save(state, made)
        return made
    }

    private func values(_ secrets: [String: Secret]) -> Values {
        Values(machine.plan, state, secrets)
    }
}
