import Host
import Plan

/// When a running service without a healthcheck counts as ready: at once where the app's own checks hold and it has not
/// restarted, and otherwise once it has run for a while without a restart.
package struct Settling: Sendable {
    /// How long it has to run.
    package let seconds: Double
    /// Whether the app says how it is known to be ready.
    private let hasChecks: Bool

    package init(_ plan: Plan) { self.init(seconds: Double(plan.settle), hasChecks: !plan.ready.isEmpty) }

    package init(seconds: Double, hasChecks: Bool) {
        self.seconds = seconds
        self.hasChecks = hasChecks
    }

    /// - Parameter ran: Seconds since the service's last start.
    package func state(restarts: Int, ran: Double) -> ServiceState {
        if (restarts == 0 && hasChecks) || ran >= seconds { return .up }
        return .pending(restarts == 0 ? "running, for too short a time to be sure of it" : ServiceState.restarting)
    }
}
