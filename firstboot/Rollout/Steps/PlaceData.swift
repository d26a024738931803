import Installation
import Plan

/// Puts the data of a backup in place on a new machine. Later steps start the services with it.
enum PlaceData: RolloutStep {
    static let step = Step.data

    static func isNeeded(in rollout: Rollout) -> Bool { rollout.intent.broughtData != nil }

    static func run(_ rollout: inout Rollout) async throws {
        try await rollout.intent.broughtData?.place(rollout.values)
    }
}
