import Plan
import Secrets

extension Redactor {
    /// Hides what is secret on this machine: see ``Plan/isSecret(_:)``.
    ///
    /// - Parameter pending: New values of secrets that will replace the values in use.
    package init(_ values: Values, and pending: [String: Secret] = [:]) {
        let publicHalves = Set(values.plan.secrets.map { Values.publicHalf(of: $0.name) })
        let made = [values.secrets, pending].flatMap { $0.filter { !publicHalves.contains($0.key) }.values }
        let given = values.plan.sensitiveParameters.compactMap { values.parameters[$0] }
        self.init(hiding: made.map(\.revealed) + given)
    }
}
