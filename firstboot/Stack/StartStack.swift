import Host

/// Starts the services of a machine that is set up, at each boot after the first.
struct StartStack {
    let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let store = StateStore(machine)
        guard machine.files.exists(machine.paths.stateFile) else { return notYet() }
        guard let lock = try Lock.take(machine.paths.lock, in: machine.files) else {
            throw Failure(.busy, "another run is at work on \(machine.plan.app.title)", help: "wait for it")
        }
        guard let state = try store.state(), state.milestone == .done else { return notYet() }
        let secrets = try store.secrets()
        if secrets.pending.isEmpty {
            let values = Values(
                plan: machine.plan, metadata: state.metadata, parameters: state.parameters, secrets: secrets.values)
            try await StackRun(machine, values).start()
        } else {
            try await Rotation(machine, state).finish(secrets)
        }
        machine.console.line("\(machine.plan.app.title) is up.")
        _ = lock
    }

    private func notYet() {
        machine.console.line("\(machine.plan.app.title) is not set up yet, which `\(Verb.provision.rawValue)` does.")
    }
}

/// Stops the services and keeps their data.
struct StopStack {
    let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let result = try await Compose(machine).stop.run()
        if result.succeeded { return machine.console.line("\(machine.plan.app.title) is stopped.") }
        throw Failure(
            .unavailable, "Docker Compose could not stop the services", details: result.lastLines.suffix(20),
            help: "look at `systemctl status docker`")
    }
}
