import Docker
import Installation
import Plan

/// Brings the services up with the files on the disk, and waits until each is up.
enum StartServices: RolloutStep {
    static let step = Step.stack

    static func isNeeded(in rollout: Rollout) -> Bool { rollout.wantsServices }

    static func run(_ rollout: inout Rollout) async throws {
        try await AwaitEngine(rollout.machine).run()
        let reload = try ReloadServices(rollout.machine, rollout.values, rollout.difference.reloads)
        try await StackRun(rollout.machine, rollout.values).start(recreatingAll: hasOutdatedContainers(rollout))
        try await reload.run()
    }

    /// Compose compares a service's configuration, but not the files that it mounts. A container keeps seeing a
    /// replaced file's old version. So a container that is older than such a file is recreated.
    private static func hasOutdatedContainers(_ rollout: Rollout) -> Bool {
        guard rollout.difference.changesMountedFiles else { return false }
        let containers = try? DockerEngine().containers(project: rollout.machine.plan.stack.project)
        let change = RenderFiles(rollout.machine, rollout.values).lastChange
        return (containers ?? []).contains { Double($0.created ?? 0) <= change }
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
