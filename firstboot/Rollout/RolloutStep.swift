import Installation
import Plan

/// One step of a rollout. It can be repeated after an interruption.
protocol RolloutStep: Sendable {
    /// The title that `status` and the consoles show.
    static var step: Step { get }

    /// Whether there is something to do. What is recorded and unchanged costs nothing.
    static func isNeeded(in rollout: Rollout) -> Bool
    static func run(_ rollout: inout Rollout) async throws
}

extension Rollout {
    /// The steps of every rollout, for every verb. After an interruption the whole list runs again, from the values
    /// that the first step made durable.
    static let steps: [any RolloutStep.Type] = [
        MakeValuesDurable.self, ExchangeSecrets.self, WriteFiles.self, LogInAtRegistries.self, PlaceData.self,
        OpenEdge.self, StartServices.self, JoinEdge.self, RunOneTimeCommands.self, AwaitReadiness.self, HandOver.self,
    ]
}
