import Docker
import Host
import Installation
import Plan

/// The one operation that changes a machine: it takes the recorded state to the desired one.
///
/// `state.json` is its journal. The first step records the desired state as the target, beside the current state. The
/// last step makes it the current state. An interrupted run leaves the target, and the next verb, whichever it is,
/// starts from it.
package struct Rollout {
    let machine: Machine
    let store: StateStore
    let intent: Intent
    let desired: Desired
    let difference: Difference
    var state: State
    var secrets: SecretStore
    /// Whether the machine had been set up before, and still has its secrets.
    let wasSetUp: Bool

    /// The state, with the secrets that are durable so far.
    var values: Values { desired.values(machine.plan, secrets) }

    /// Runs the rollout: takes the lock, finds the difference, runs the steps, and reports.
    ///
    /// - Returns: Whether there is a machine for the verb.
    @discardableResult package static func run(_ intent: Intent, on machine: Machine) async throws -> Bool {
        if case .provision = intent {
            try machine.files.createFolder(machine.paths.state, mode: 0o700)
        } else if try StateStore(machine).load().state == nil {
            return false
        }
        let lock = try takeLock(machine)
        return try await run(intent, on: machine, holding: lock)
    }

    /// The same for a caller that has taken the lock.
    @discardableResult package static func run(
        _ intent: Intent, on machine: Machine, holding lock: borrowing Lock
    ) async throws -> Bool {
        let kernel = KernelConsole(machine)
        defer { kernel.restore() }
        do {
            return try await runLocked(intent, on: machine)
        } catch {
            // The owner reads the web console, not the journal.
            for console in Consoles.devices(machine) { Failure(error).report(to: console) }
            throw error
        }
    }

    /// The right to change the machine. Everything that needs it takes the same lock.
    ///
    /// - Throws: ``Failure`` if another run holds it.
    package static func takeLock(_ machine: Machine) throws -> Lock {
        if let lock = try Lock.take(machine.paths.lock, in: machine.files) { return lock }
        throw Failure(
            .busy, "another run is working on \(machine.plan.app.title)",
            help: "wait until it ends; `status` shows how far it is")
    }

    /// What a rollout would change, without changing anything.
    ///
    /// - Parameter isQuiet: Whether nothing is told about names in the owner's file that are no parameters.
    package static func preview(_ intent: Intent, on machine: Machine, isQuiet: Bool = false) throws -> [Change] {
        var (state, secrets) = try StateStore(machine).load()
        _ = forgetLostData(&state)
        if case .provision(let flags, _) = intent { try ResolveParameters.refuseUnknown(flags, machine) }
        let resolve = ResolveDesired(machine, state, secrets, isShown: false, isQuiet: isQuiet)
        guard let desired = try resolve.run(intent) else { return [] }
        guard desired.isNewMachine, (try? DockerEngine())?.isUp == true,
            let inherited = try Inheritance.preview(
                on: machine, values: Values(machine.plan, desired.record, [:]), kept: secrets,
                older: state?.latest?.metadata.instanceID)
        else { return try Difference(machine, from: state, secrets, to: desired).changes }
        return try Difference(machine, from: state, inherited.secrets, to: desired, inherited: inherited.why).changes
    }

    /// What a machine that is not set up yet would be set up with, but for its secrets. Nothing is changed.
    ///
    /// - Throws: ``Failure`` that names every parameter that is missing or wrong.
    package static func values(_ intent: Intent, on machine: Machine) throws -> Values? {
        let (state, secrets) = try StateStore(machine).load()
        return try ResolveDesired(machine, state, secrets, isShown: false).run(intent).map {
            Values(machine.plan, $0.record, [:])
        }
    }

    private static func runLocked(_ intent: Intent, on machine: Machine) async throws -> Bool {
        // They may contain secrets, and a run with nothing to do would leave them.
        for path in [machine.paths.stateFile, machine.paths.secretsFile, machine.paths.parameters] {
            machine.files.removeLeftover(of: path)
        }
        let store = StateStore(machine)
        var (state, secrets) = try store.load(takesOthers: !intent.dataChoice.isFind)
        try refuseUnfinishedRecovery(intent, state, machine)
        let hasSecrets = state == nil || secrets.instanceID != nil
        if state?.data != nil, case .start = intent { try await AwaitEngine(machine).run() }
        let hasLostData = forgetLostData(&state)
        if case .provision(let flags, _) = intent {
            try ResolveParameters.refuseUnknown(flags, machine)
            // They come only once: a run that ends before the state is saved must not lose them.
            try ParametersFile(machine).keep(Channels.environment(machine).mapValues(\.text))
        }
        if state?.isSetUp != true { KernelConsole(machine).quiet() }
        guard var desired = try ResolveDesired(machine, state, secrets).run(intent) else { return false }
        try await LookAtDomain(machine, isFirst: state?.isSetUp != true || desired.isNewMachine).run(&desired)
        let wasSetUp = state?.isSetUp == true && hasSecrets && !desired.isNewMachine
        if wasSetUp { try Inheritance.refuseNeedlessChoice(intent, machine) }
        if hasLostData, !desired.isNewMachine {
            for console in [machine.console] + Consoles.devices(machine) {
                console.line("The data of \(machine.plan.app.title) is gone: its one-time commands run again.")
            }
        }
        try machine.requireBroughtFiles()
        let difference = try Difference(machine, from: state, secrets, to: desired)
        if wasSetUp, state?.recorded?.release != machine.release {
            try RequireFittingData(machine, desired.values(machine.plan, secrets)).run()
        }
        var rollout = Rollout(
            machine: machine, store: store, intent: intent, desired: desired, difference: difference,
            state: state ?? State(), secrets: secrets, wasSetUp: wasSetUp)
        try await rollout.run()
        return true
    }

    /// Services that start before the data of the backup is in place would make data of their own there.
    private static func refuseUnfinishedRecovery(_ intent: Intent, _ state: State?, _ machine: Machine) throws {
        guard state?.isSetUp != true, intent.broughtData == nil, machine.files.exists(machine.paths.recovery) else {
            return
        }
        throw Failure(
            .unavailable, "the data of a backup is not in place yet",
            help: "`\(machine.command) provision` continues it; with `--new-data` it starts without the backup")
    }

    /// One-time commands run once per data. If all the data is gone, as after `docker compose down -v`, they must run
    /// again.
    ///
    /// - Returns: Whether the data is gone.
    private static func forgetLostData(_ state: inout State?) -> Bool {
        guard let data = state?.data, state?.commands.isEmpty == false, DataPlaces.areGone(data) else { return false }
        state?.commands = []
        state?.data = nil
        return true
    }

    private mutating func run() async throws {
        let report = Report(self)
        if !difference.isEmpty { KernelConsole(machine).quiet() }
        report.begin()
        for step in Self.steps where step.isNeeded(in: self) {
            if !difference.isEmpty { Progress.enter(step.step, on: machine) }
            try await step.run(&self)
        }
        try await AwaitedDomain.settle(machine, state.recorded)
        try await report.end(self)
    }
}
