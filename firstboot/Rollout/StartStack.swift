import Docker
import Host
import Installation

/// Starts the services of a machine that is set up, at each boot after the first.
package struct StartStack {
    package let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    package func run() async throws {
        let store = StateStore(machine)
        // Not by asking whether the file is there: to another user than root it never seems to be.
        guard try store.state() != nil else { return notYet() }
        guard let lock = try Lock.take(machine.paths.lock, in: machine.files) else {
            throw Failure(.busy, "another run is at work on \(machine.plan.app.title)", help: "wait for it")
        }
        guard let state = try store.state(), state.milestone == .done else { return notYet() }
        let secrets = try store.secrets()
        if secrets.pending.isEmpty {
            let values = Values(machine.plan, state, secrets.values)
            try await StackRun(machine, values).start()
        } else {
            try await Rotation(machine, state).finish(secrets)
        }
        machine.console.line("\(machine.plan.app.title) is up.")
        _ = lock
    }

    private func notYet() {
        machine.console.line("\(machine.plan.app.title) is not set up yet, which `provision` does.")
    }
}
