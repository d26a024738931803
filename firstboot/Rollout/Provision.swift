import Docker
import Host
import Installation
import Plan
import Providers
import Secrets

/// The first boot: metadata, parameters, secrets, files, stack, readiness, credentials.
///
/// Every step may be done again; what must not be done twice is recorded durably in ``State``.
package struct FirstBoot {
    package let machine: Machine
    package let store: StateStore
    private let flags: [String: String]

    /// - Parameter flags: Parameters that `--set` gave.
    package init(_ machine: Machine, flags: [String: String] = [:]) {
        self.machine = machine
        store = StateStore(machine)
        self.flags = flags
    }

    package func run() async throws {
        try machine.files.createFolder(machine.paths.state, mode: 0o700)
        guard let lock = try Lock.take(machine.paths.lock, in: machine.files) else {
            throw Failure(
                .busy, "another run is at work on \(machine.plan.app.title)",
                help: "wait for it, or look at how far it is with `status`")
        }
        let kernel = KernelConsole(machine)
        defer { kernel.restore() }
        do {
            try await runLocked()
        } catch {
            // The owner looks at the web console, not at the journal.
            for console in Consoles.devices(machine) { Failure(error).report(to: console) }
            throw error
        }
        _ = lock
    }

    private func runLocked() async throws {
        let detection = try Detection(machine)
        let saved = try store.state()
        if let saved, saved.milestone == .done, saved.serial != nil, saved.serial == detection.firmware.serial {
            return try await alreadyDone(saved)
        }
        KernelConsole(machine).quiet()
        // They come once: a run that ends before the state is saved must not lose them.
        try ParametersFile(machine).keep(Channels.environment(machine).mapValues(\.text))
        Progress.enter(.metadata, on: machine)
        let metadata = try ReadMetadata(machine, of: detection.provider).run(patiently: saved?.milestone != .done)
        guard let metadata else { return try await alreadyDone(saved) }
        if let saved, saved.metadata.instanceID == metadata.instanceID {
            if saved.milestone == .done { return try await alreadyDone(saved) }
            machine.console.line("  an earlier run was interrupted; carrying on after it")
            return try await finish(saved, try store.secrets())
        }
        let (state, secrets) = try await begin(metadata, serial: detection.firmware.serial, after: saved)
        try await finish(state, secrets)
    }

    private func alreadyDone(_ state: State?) async throws {
        machine.console.line("\(machine.plan.app.title) is set up already; there is nothing to do.")
        guard let state else { return }
        machine.console.line("This is machine \(state.metadata.instanceID).")
        let values = Values(machine.plan, state, try store.secrets().values)
        try await LoginPrompt(machine).show(values)
    }

    /// Resolves everything that makes this machine what it is, and makes it durable before anything uses it.
    private func begin(_ metadata: Metadata, serial: String?, after saved: State?) async throws -> (State, SecretStore)
    {
        Progress.enter(.parameters, on: machine)
        let parameters = try ResolveParameters(machine, metadata, flags: flags).run()
        var state = State(version: machine.plan.app.version, metadata: metadata, parameters: parameters)
        state.serial = serial
        Progress.enter(.secrets, on: machine)
        var kept = try store.secrets()
        // Secrets of this machine's without a state are what a run left that was cut off between the two.
        var isKept = kept.instanceID == metadata.instanceID
        if let saved {
            let inheritance = try await Inheritance.find(on: machine, from: saved)
            machine.console.line("  \(inheritance.explanation)")
            if inheritance == .data(of: saved.metadata.instanceID) {
                isKept = true
                state.adoptedFrom = saved.metadata.instanceID
            }
        }
        if !isKept { kept = SecretStore() }
        if state.adoptedFrom != nil { kept.drop(machine.plan.secretsOfOneMachine) }
        let secrets = try MakeSecrets(machine.plan, metadata, parameters).run(keeping: kept)
        try store.save(state, secrets)
        return (state, secrets)
    }

    private func finish(_ begun: State, _ found: SecretStore) async throws {
        var state = begun
        var secrets = found
        if !secrets.pending.isEmpty {
            // The disk was taken from a machine in the middle of a rotation: its data may know the new values already.
            let values = Values(machine.plan, state, secrets.values)
            try WriteFiles(machine, values).run()
            try await Rotation(machine, state).finish(secrets)
            secrets = try store.secrets()
        }
        let values = Values(machine.plan, state, secrets.values)
        Progress.enter(.files, on: machine)
        try WriteFiles(machine, values).run()
        Progress.enter(.stack, on: machine)
        let stack = StackRun(machine, values)
        try await stack.start()
        for command in machine.plan.afterStart.dropFirst(state.commandsRun) {
            Progress.enter(.afterStart, on: machine)
            try await stack.run(command)
            state.commandsRun += 1
            try store.save(state)
        }
        Progress.enter(.ready, on: machine)
        try await WaitReady(machine, values).run(stack)
        Progress.enter(.credentials, on: machine)
        let announcement = try Announce(machine, values)
        try announcement.write()
        state.milestone = .done
        state.doneAt = Timestamp.now.seconds.rounded()
        // Shown when only a rename is left to record it: never lost, and shown again only if cut off in between.
        try store.save(state, beforeRename: announcement.show)
        try await LoginPrompt(machine).show(values)
        announcement.close()
        if let older = state.adoptedFrom {
            for console in [machine.console] + Consoles.devices(machine) {
                console.line(Inheritance.data(of: older).advice(machine.plan))
            }
        }
    }
}
