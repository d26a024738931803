import Plan
import YAML

/// An entry of a service's `ports`, which may stand for a range of them.
struct PortEntry {
    /// Nil where every address of the machine is meant.
    var hostAddress: String?
    /// Nil where Docker chooses one.
    var host: ClosedRange<Int>?
    var container: ClosedRange<Int>
    var transport: PortRule.Transport

    var isLoopback: Bool { hostAddress.map { $0.hasPrefix("127.") || $0 == "::1" || $0 == "localhost" } ?? false }

    /// Each port on its own; none where Docker chooses them.
    var publications: [PublishedPort] {
        guard let host, host.count == container.count else { return [] }
        return zip(host, container).map {
            PublishedPort(address: hostAddress, port: $0, containerPort: $1, transport: transport)
        }
    }

    /// Nil where it is none, or depends on values that only the machine has.
    init?(_ node: Node, value: (String) -> String?) {
        if let short = Self.text(node, value) {
            self.init(short: short)
        } else {
            self.init(long: node, value: value)
        }
        if hostAddress == "0.0.0.0" || hostAddress == "::" { hostAddress = nil }
    }

    private init?(long node: Node, value: (String) -> String?) {
        guard let target = Self.text(node["target"], value), let container = Self.range(target) else { return nil }
        self.container = container
        host = Self.text(node["published"], value).flatMap(Self.range)
        hostAddress = Self.text(node["host_ip"], value)
        transport = Self.text(node["protocol"], value).flatMap(PortRule.Transport.init) ?? .tcp
    }

    private static func text(_ node: Node?, _ value: (String) -> String?) -> String? {
        guard let text = node?.string else { return nil }
        return Interpolation(text).resolved(value)
    }

    /// `[[address:]host:]container[/transport]`
    private init?(short: String) {
        let parts = short.split(separator: "/")
        guard let ports = parts.first, parts.count <= 2 else { return nil }
        transport = parts.count == 2 ? PortRule.Transport(rawValue: String(parts[1])) ?? .tcp : .tcp
        var fields = ports.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let container = fields.popLast().flatMap(Self.range) else { return nil }
        self.container = container
        host = fields.popLast().flatMap(Self.range)
        if !fields.isEmpty {
            let address = fields.joined(separator: ":")
            hostAddress = address.hasPrefix("[") ? String(address.dropFirst().dropLast()) : address
        }
    }

    private static func range(_ text: String) -> ClosedRange<Int>? {
        let bounds = text.split(separator: "-").map { Int($0) ?? 0 }
        guard let first = bounds.first, let last = bounds.last, bounds.count <= 2, first >= 1, last >= first,
            last <= 65535
        else { return nil }
        return first...last
    }
}
