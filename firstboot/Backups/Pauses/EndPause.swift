import Docker
import Host
import Installation
import Plan
import Text

/// Lets the app go on: starts the services that ran before a pause, and runs `after`.
struct EndPause {
    let machine: Machine
    /// Seconds in which `after` is tried again: its service may just have been started.
    private static let patience = 60.0

    init(_ machine: Machine) { self.machine = machine }

    /// Does what is left to do of the pause on the disk. It may be called as often as it takes.
    ///
    /// - Throws: ``Failure`` if `after` fails or a service does not come back. Until `after` has worked, the pause stays
    ///   on the disk for the next attempt.
    func run() async throws {
        guard let pause = try Pause.read(machine) else { return }
        let started = try await letGoOn(pause)
        try machine.files.remove(machine.paths.pause)
        try await requireUp(started)
    }

    /// The same without forgetting the pause: what is being stopped right now may have to be started once more.
    func runEarly() async throws {
        guard let pause = try Pause.read(machine) else { return }
        _ = try await letGoOn(pause)
    }

    private func letGoOn(_ pause: Pause) async throws -> [String] {
        let started = try await start(pause.stopped)
        if let after = pause.after { try await thaw(after) }
        return started
    }

    /// - Returns: The services.
    private func start(_ ids: [String]) async throws -> [String] {
        // Where somebody has made other containers meanwhile, those run already.
        let there = try containers.filter { ids.contains($0.id) }
        let services = Set(there.map(\.service)).sorted()
        if there.isEmpty { return [] }
        machine.note("starting \(services.joined(separator: ", "))")
        let result = try await DockerProgram.command(["start"] + there.map(\.id)).run()
        if result.succeeded { return services }
        throw Failure(
            .unavailable, "\(services.joined(separator: ", ")), stopped for a backup, cannot be started again",
            details: result.lastLines.suffix(10).map { VisibleText.of($0) },
            help: "`\(machine.command) start` tries it again")
    }

    private func requireUp(_ services: [String]) async throws {
        let awaited = machine.plan.stack.services.filter { services.contains($0.name) }
        var late: (name: String, how: String)?
        _ = try await Pace.poll(within: Double(machine.plan.ready.map(\.within).max() ?? 300)) { _ -> Bool? in
            let containers = try self.containers
            late = nil
            for service in awaited {
                switch ServiceState(service, among: containers) {
                case .up: continue
                case .pending(let how): late = late ?? (service.name, "still \(how)")
                case .failed(let how):
                    late = (service.name, how)
                    return false
                }
            }
            return late == nil ? true : nil
        }
        guard let late else { return }
        throw Failure(
            .unavailable, "the service \(late.name), stopped for a backup and started again, is \(late.how)",
            help: "`\(machine.command) start` starts it, and shows its log if it fails")
    }

    private func thaw(_ after: ServiceCommand) async throws {
        guard machine.plan.stack.services.contains(where: { $0.name == after.service }) else {
            return machine.note("this release has no service \(after.service), so the backup's `after` cannot run")
        }
        // After a power cut it may not run yet.
        let still = try containers.filter { $0.service == after.service && $0.state != "running" }
        if !still.isEmpty { _ = try await DockerProgram.command(["start"] + still.map(\.id)).run() }
        machine.note("running `after` in \(after.service)")
        var last: CommandResult?
        let isDone = try await Pace.poll(within: Self.patience) { waited -> Bool? in
            let result = try await Compose(machine).exec(after).run()
            if result.succeeded { return true }
            if last == nil { tell(after, result) }
            last = result
            machine.console.waiting("`after` in \(after.service) fails still", seconds: Int(waited))
            return nil
        }
        if isDone == nil, let last { throw Self.failure("the app may still be frozen: `after`", after, last, machine) }
    }

    /// Says what is waited for, where the machine's owner looks during a boot too.
    private func tell(_ after: ServiceCommand, _ result: CommandResult) {
        let why = result.lastLines.last.map { ": \(VisibleText.line($0))" } ?? ""
        for console in [machine.console] + Consoles.devices(machine) {
            console.line(
                "  `after` of the backup (\(ShellWord.joined(after.run))) failed in \(after.service) with exit code "
                    + "\(result.status)\(why)")
            console.line("  trying it again for \(Int(Self.patience)) s: the app may be frozen until it works")
        }
    }

    /// - Parameter what: The command's key in app.yaml, with what its failure means.
    static func failure(_ what: String, _ task: ServiceCommand, _ result: CommandResult, _ machine: Machine) -> Failure
    {
        Failure(
            .unavailable,
            "\(what), which is `\(ShellWord.joined(task.run))` in \(task.service), failed with exit code \(result.status)",
            details: result.lastLines.suffix(10).map { VisibleText.of($0) })
    }

    private var containers: [Container] {
        get throws { try DockerEngine().containers(project: machine.plan.stack.project) }
    }
}
