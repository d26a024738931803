import Host
import Plan

/// When a running service without a healthcheck counts as ready: at once if the app's own checks hold and it has not
/// restarted; otherwise after it has run for a while without a restart.
package struct Settling: Sendable {
    /// How long it must run.
    package let seconds: Double
    /// Whether the app declares how to see that it is ready.
    private let hasChecks: Bool

    package init(_ plan: Plan) { self.init(seconds: Double(plan.settle), hasChecks: !plan.ready.isEmpty) }

    package init(seconds: Double, hasChecks: Bool) {
        self.seconds = seconds
        self.hasChecks = hasChecks
    }

    /// - Parameter ran: Seconds since the service's last start.
    package func state(restarts: Int, ran: Double) -> ServiceState {
        if (restarts == 0 && hasChecks) || ran >= seconds { return .up }
        return .pending(restarts == 0 ? "running, but not yet for long enough" : ServiceState.restarting)
    }
}
