import Installation
import Plan

/// One step of a rollout. Done again after a cut it comes to the same.
protocol RolloutStep: Sendable {
    /// What `status` and the consoles show.
    static var step: Step { get }

    /// Whether there is something to do: what is recorded and unchanged costs nothing.
    static func isNeeded(in rollout: Rollout) -> Bool
    static func run(_ rollout: inout Rollout) async throws
}

extension Rollout {
    /// What every rollout goes through, whichever verb wants it. Until the last one has ended, the whole list runs again
    /// after a cut, from the values that the first has made durable.
    static let steps: [any RolloutStep.Type] = [
        MakeValuesDurable.self, ExchangeSecrets.self, WriteFiles.self, StartServices.self, RunOneTimeCommands.self,
        AwaitReadiness.self, HandOver.self,
    ]
}
