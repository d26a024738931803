import Plan
import Secrets

/// Takes every secret out of text that others wrote, such as a service's log lines.
package struct Redactor: Sendable {
    private let secrets: [String]

    /// Values under this length are left: they would blot out ordinary words, and no secret is so short.
    package static let shortest = 6

    package init(_ values: Values) {
        let given = values.plan.parameters.filter(\.isSensitive).compactMap { values.parameters[$0.name] }
        let whole = values.secrets.values.map(\.revealed) + given
        let encoded = Template.Encoding.allCases.flatMap { whole.map($0.encode) }
        // The longest first, so that one that holds another goes whole.
        secrets = (whole + encoded)
            .filter { $0.count >= Self.shortest }.sorted { $0.count > $1.count }
    }

    package func callAsFunction(_ text: String) -> String {
        secrets.reduce(text) { $0.replacing($1, with: "[REDACTED]") }
    }
}
