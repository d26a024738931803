import Plan

/// Where the machine's ports are published on this computer, which may use some of them itself.
public struct PortMap: Sendable {
    /// From the machine's port to this computer's.
    public let ports: [Int: Int]
    static let overrideFile = "docker-compose.override.yml"

    public struct Invalid: Error, CustomStringConvertible {
        public let description: String
    }

    /// - Parameter texts: Each `PORT=HERE`.
    public init(_ texts: [String]) throws(Invalid) {
        var ports: [Int: Int] = [:]
        for text in texts {
            let numbers = text.split(separator: "=").map { Int($0) ?? 0 }
            guard numbers.count == 2, numbers.allSatisfy((1...65535).contains) else {
                throw Invalid(description: "`\(text)` is not a pair of ports such as 80=8080")
            }
            ports[numbers[0]] = numbers[1]
        }
        self.ports = ports
    }

    /// The plan with its ports published only for this computer, and moved as the map says. This changes an override
    /// file and the readiness checks. A machine's ports are open to its network; a trial's must not be.
    ///
    /// - Throws: ``Invalid`` if the stack publishes no such port.
    public func apply(to plan: Plan) throws(Invalid) -> Plan {
        let published = Set(plan.stack.ports.map(\.port.port))
        if let unknown = ports.keys.sorted().first(where: { !published.contains($0) }) {
            let list = published.sorted().map(String.init).joined(separator: ", ")
            throw Invalid(description: "the stack publishes no port \(unknown); it publishes \(list)")
        }
        var plan = plan
        // Compose rejects a file with empty `services`.
        if plan.stack.services.contains(where: { !$0.ports.isEmpty }) {
            plan.stack.files.append(StackFile(path: Self.overrideFile, content: .verbatim(Array(override(plan).utf8))))
        }
        if let edge = plan.stack.edge {
            plan.stack.edge?.address = "127.0.0.1"
            plan.stack.edge?.http = self[edge.http]
            plan.stack.edge?.https = self[edge.https]
        }
        plan.ready = plan.ready.map(move)
        return plan
    }

    private func override(_ plan: Plan) -> String {
        var text = "services:\n"
        for service in plan.stack.services where !service.ports.isEmpty {
            text += "  \(service.name):\n    ports: !override\n"
            for port in service.ports {
                let address = port.address ?? "127.0.0.1"
                text +=
                    "      - \"\(address):\(ports[port.port] ?? port.port):\(port.containerPort)/\(port.transport.rawValue)\"\n"
            }
        }
        return text
    }

    private func move(_ check: ReadyCheck) -> ReadyCheck {
        var moved = check
        switch check.probe {
        case .tcp(let address): moved.probe = .tcp(address: move(address))
        case .http(let url):
            if let text = url.literal { moved.probe = .http(url: Template(text: move(url: text))) }
        }
        return moved
    }

    private func move(url: String) -> String {
        guard let start = url.range(of: "://")?.upperBound else { return url }
        let end = url[start...].firstIndex(of: "/") ?? url.endIndex
        var host = String(url[start..<end])
        if !host.contains(":") { host += url.hasPrefix("https") ? ":443" : ":80" }
        let moved = move(host)
        return moved == host ? url : url[..<start] + moved + url[end...]
    }

    private func move(_ address: String) -> String {
        guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...]),
            let here = ports[port]
        else { return address }
        return address[...colon] + "\(here)"
    }

    /// The port on this computer.
    public subscript(port: Int) -> Int { ports[port] ?? port }
}
