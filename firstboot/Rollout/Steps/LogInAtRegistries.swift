import Docker
import Installation
import Plan

/// Logs in at the private registries whose logins are parameters, before anything is pulled.
enum LogInAtRegistries: RolloutStep {
    static let step = Step.files

    static func isNeeded(in rollout: Rollout) -> Bool {
        // A damaged record is told when the step runs.
        rollout.wantsServices && (try? DeclaredLogins(rollout.machine, rollout.values).areMissing()) != false
    }

    static func run(_ rollout: inout Rollout) async throws {
        try await DeclaredLogins(rollout.machine, rollout.values).run()
    }
}
