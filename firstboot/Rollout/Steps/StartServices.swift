import Docker
import Installation
import Page
import Plan
import Secrets

/// Brings the services up with the files on the disk, and waits until each is up.
enum StartServices: RolloutStep {
    static let step = Step.stack

    static func isNeeded(in rollout: Rollout) -> Bool { rollout.wantsServices }

    static func run(_ rollout: inout Rollout) async throws {
        try await AwaitEngine(rollout.machine).run()
        try await rollout.givePortsFree()
        // What has been taken back may have been read already.
        let commands =
            rollout.isTakenBack ? ReloadServices.all(rollout.machine.plan) : rollout.difference.reloads
        let reload = try ReloadServices(rollout.machine, rollout.values, commands)
        try await StackRun(rollout.machine, rollout.values).start(recreating: try await recreation(rollout))
        try await reload.run()
    }

    private static func recreation(_ rollout: Rollout) async throws -> StackRun.Recreation {
        let outdated = try await OutdatedServices(rollout).names()
        if outdated.isEmpty { return .changed }
        let answering = rollout.machine.plan.stack.maintenance
        return answering.map(outdated.contains) == false ? .services(outdated.sorted()) : .all
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
    /// Ends the page that shows the set-up, as late as the ports allow: the images are here by then, which takes longest.
    func givePortsFree() async throws {
        guard state.isSetUp == false else { return }
        if SetupPage.isShown { try await PullImages(machine, Redactor(values)).pullMissing() }
        await SetupPage.close(machine)
    }

    /// Whether the services must be up at its end. If nothing has changed, `provision` leaves them to `start`.
    var wantsServices: Bool {
        if case .start = intent { return true }
        return isTakenBack || !difference.isEmpty
    }

    var isTakenBack: Bool {
        if case .takenBack = intent { return true }
        return false
    }
}
