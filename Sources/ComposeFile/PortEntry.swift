import Plan
import YAML

/// An entry of a service's `ports`. It may be a range.
public struct PortEntry: Sendable {
    /// Nil for every address of the machine.
    public var hostAddress: String?
    /// Nil if Docker chooses one.
    public var host: ClosedRange<Int>?
    public var container: ClosedRange<Int>
    public var transport: PortRule.Transport

    /// Which of a machine's two kinds of addresses it uses. By default a container's port is published on both.
    private var families: Set<AddressFamily> = [.ipv4, .ipv6]

    private enum AddressFamily { case ipv4, ipv6 }

    /// Whether it is published on every IPv4 address of the machine.
    public var takesIPv4: Bool { hostAddress == nil && families.contains(.ipv4) }

    public var isLoopback: Bool {
        hostAddress.map { $0.hasPrefix("127.") || $0 == "::1" || $0 == "localhost" } ?? false
    }

    /// Each single port; empty if Docker chooses them.
    public var publications: [PublishedPort] {
        guard let host, host.count == container.count else { return [] }
        return zip(host, container).map {
            PublishedPort(address: hostAddress, port: $0, containerPort: $1, transport: transport)
        }
    }

    /// Nil if it is not valid, or depends on values that only the machine has.
    public init?(_ node: Node, value: (String) -> Interpolation.Value) {
        if let short = Self.text(node, value) {
            self.init(short: short)
        } else {
            self.init(long: node, value: value)
        }
        if let address = hostAddress, address != "localhost" { families = address.contains(":") ? [.ipv6] : [.ipv4] }
        if hostAddress == "0.0.0.0" || hostAddress == "::" { hostAddress = nil }
    }

    /// The ports that both would use on one of the machine's addresses, so that the second could not start.
    ///
    /// If a range of the machine's ports is longer than the container's, Docker takes a free port.
    public func collision(with other: PortEntry) -> ClosedRange<Int>? {
        guard transport == other.transport, !families.isDisjoint(with: other.families),
            hostAddress == nil || other.hostAddress == nil || hostAddress == other.hostAddress,
            let host, let taken = other.host, host.count == container.count, taken.count == other.container.count
        else { return nil }
        return host.overlaps(taken) ? host.clamped(to: taken) : nil
    }

    private init?(long node: Node, value: (String) -> Interpolation.Value) {
        // An address or port that only the machine knows is not the same as a missing one.
        let isKnown = ["published", "host_ip", "protocol"].allSatisfy { key in
            node[key]?.string == nil || Self.text(node[key], value) != nil
        }
        guard isKnown else { return nil }
        guard let target = Self.text(node["target"], value), let container = Self.range(target) else { return nil }
        self.container = container
        host = Self.text(node["published"], value).flatMap(Self.range)
        hostAddress = Self.text(node["host_ip"], value)
        transport = Self.text(node["protocol"], value).flatMap(PortRule.Transport.init) ?? .tcp
    }

    private static func text(_ node: Node?, _ value: (String) -> Interpolation.Value) -> String? {
        guard let text = node?.string else { return nil }
        return Interpolation(text).resolved(value)
    }

    /// `[[address:]host:]container[/transport]`
    private init?(short: String) {
        let parts = short.split(separator: "/")
        guard let ports = parts.first else { return nil }
        transport = parts.count >= 2 ? PortRule.Transport(rawValue: parts[1].lowercased()) ?? .tcp : .tcp
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
