import Plan
import Providers
import Secrets

/// The values for templates.
package struct Values: Sendable {
    package let plan: Plan
    package let metadata: Metadata
    package let parameters: [String: String]
    /// Keyed by name; public halves by ``publicHalf(of:)``.
    package let secrets: [String: Secret]

    package init(plan: Plan, metadata: Metadata, parameters: [String: String], secrets: [String: Secret]) {
        self.plan = plan
        self.metadata = metadata
        self.parameters = parameters
        self.secrets = secrets
    }

    package init(_ plan: Plan, _ record: Record, _ secrets: [String: Secret]) {
        self.init(plan: plan, metadata: record.metadata, parameters: record.parameters, secrets: secrets)
    }

    package func render(_ template: Template) throws -> String {
        try template.parts.map(text).joined()
    }

    package func text(_ part: Template.Part) throws -> String {
        switch part {
        case .text(let text): return text
        case .machine(let value): return self.value(value)
        case .parameter(let name): return parameters[name] ?? ""
        case .secret(let name): return try secret(name)
        case .publicHalf(let name): return try secret(Self.publicHalf(of: name))
        case .encoded(let part, let encoding): return encoding.encode(try text(part))
        }
    }

    private func secret(_ name: String) throws -> String {
        guard let secret = secrets[name] else {
            throw Failure(.internalError, "the plan uses the secret \(name) before it makes it")
        }
        return secret.revealed
    }

    /// The name for a public half. No secret can have this name.
    package static func publicHalf(of name: String) -> String { "\(name).public" }

    /// The name for the key of the backups. No secret can have this name.
    package static let recoveryKey = "backups.key"

    package func value(_ value: MachineValue) -> String {
        switch value {
        case .address: address
        case .bareAddress: bareAddress
        case .hostname: metadata.hostname
        case .publicIPv4: metadata.publicIPv4 ?? ""
        case .publicIPv6: metadata.publicIPv6 ?? ""
        case .privateIPv4: metadata.privateIPv4s.first ?? ""
        case .instanceID: metadata.instanceID
        case .region: metadata.region ?? ""
        case .provider: metadata.provider.rawValue
        }
    }

    /// See ``MachineValue/address``.
    package var address: String {
        // Only an IPv6 address has colons.
        let name = bareAddress
        return name.contains(":") ? "[\(name)]" : name
    }

    /// A machine without an address can be reached only by its name; `localhost.localdomain` is not such a name.
    private var hostname: String {
        ["localdomain", "localhost"].contains { metadata.hostname.lowercased().hasSuffix(".\($0)") }
            ? Self.ownName : metadata.hostname
    }

    /// What every machine calls itself; nobody else reaches it by that.
    private static let ownName = "localhost"

    /// Whether others can reach the machine by ``address``.
    package var isReachable: Bool { bareAddress != Self.ownName }

    private var bareAddress: String {
        let domain = plan.parameters.first { $0.kind == .hostname && parameters[$0.name]?.isEmpty == false }
        return domain.flatMap { parameters[$0.name] } ?? metadata.publicIPv4 ?? metadata.publicIPv6
            ?? metadata.privateIPv4s.first ?? hostname
    }
}
