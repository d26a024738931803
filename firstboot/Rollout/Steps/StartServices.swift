import Docker
import Host
import Installation
import Plan

/// Brings the services up with the files on the disk, and waits until each is up.
enum StartServices: RolloutStep {
    static let step = Step.stack

    static func isNeeded(in rollout: Rollout) -> Bool { rollout.wantsServices }

    static func run(_ rollout: inout Rollout) async throws {
        try await AwaitEngine(rollout.machine).run()
        let reload = try ReloadServices(rollout.machine, rollout.values, rollout.difference.reloads)
        try await StackRun(rollout.machine, rollout.values).start(recreating: try recreation(rollout))
        try await reload.run()
    }

    /// Compose compares a service's configuration, but not the files that it mounts. A container keeps seeing a
    /// replaced file's old version. So containers are recreated if one of them has run since before such a file changed.
    private static func recreation(_ rollout: Rollout) throws -> StackRun.Recreation {
        let outdated = try outdatedServices(rollout)
        if outdated.isEmpty { return .changed }
        let answering = rollout.machine.plan.stack.maintenance
        return answering.map(outdated.contains) == false ? .services(outdated.sorted()) : .all
    }

    private static func outdatedServices(_ rollout: Rollout) throws -> Set<String> {
        guard rollout.difference.changesMountedFiles else { return [] }
        let machine = rollout.machine
        let files = RenderFiles(machine, rollout.values).readAtStart
        let engine = try DockerEngine()
        let all = try engine.containers(project: machine.plan.stack.project)
        // One that is stopped reads them as it starts.
        let running = all.filter { !["created", "exited", "dead"].contains($0.state) }
        // What nobody has mounted may be read otherwise, such as a profile of seccomp.
        let others = files.filter { file in !all.contains { $0.mayHaveMounted(file.path) } }
        let outdated = try running.filter { container in
            let seen = files.filter { container.mayHaveMounted($0.path) } + others
            if seen.isEmpty { return false }
            let since = try engine.record(of: container)?.startedAt ?? Double(container.created ?? 0)
            return seen.contains { since <= $0.changed }
        }
        return Set(outdated.map(\.service))
    }
}

extension Container {
    /// - Parameter path: Of this computer, without links in it.
    fileprivate func mayHaveMounted(_ path: String) -> Bool {
        guard let mounts else { return true }
        return mounts.filter { $0.type == "bind" }.compactMap(\.source).contains { source in
            let source = Files(.system).resolved(source) ?? source
            return path == source || path.hasPrefix(source + "/")
        }
    }
}

/// Runs the app's one-time commands that have not run on this data.
enum RunOneTimeCommands: RolloutStep {
    static let step = Step.afterStart

    static func isNeeded(in rollout: Rollout) -> Bool { !rollout.state.commandsToRun(of: rollout.machine.plan).isEmpty }

    static func run(_ rollout: inout Rollout) async throws {
        let stack = StackRun(rollout.machine, rollout.values)
        var limit: Int?
        var log: CommandLog?
        if case .updated(let seconds) = rollout.intent {
            limit = seconds
            log = try CommandLog(rollout.machine)
        }
        for command in rollout.state.commandsToRun(of: rollout.machine.plan) {
            try await stack.run(command, within: limit, log)
            rollout.state.commands.append(command)
            try rollout.store.save(rollout.state)
        }
    }
}

/// Waits until the app passes its publisher's readiness checks.
enum AwaitReadiness: RolloutStep {
    static let step = Step.ready

    static func isNeeded(in rollout: Rollout) -> Bool { rollout.wantsServices }

    static func run(_ rollout: inout Rollout) async throws {
        let values = rollout.values
        try await WaitReady(rollout.machine, values).run(StackRun(rollout.machine, values))
    }
}

extension Rollout {
    /// Whether the services must be up at its end. If nothing has changed, `provision` leaves them to `start`.
    var wantsServices: Bool {
        if case .start = intent { return true }
        return !difference.isEmpty
    }
}
