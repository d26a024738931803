import ComposeFile
import Findings
import Plan
import YAML

/// Finds readiness checks that can never pass: on a port that nobody publishes, or with a service's name as host.
struct ReadyPortCheck {
    let compose: ComposeProject
    let spec: AppSpec
    let root: Node
    let report: Reporter

    func run() {
        for check in root["ready"]?.sequence ?? [] {
            if let node = check["http"], let text = node.string {
                guard let target = Target(url: text) else { continue }
                run(target, at: node)
            } else if let node = check["tcp"], let text = node.string {
                guard let target = Target(address: text) else { continue }
                run(target, at: node)
            }
        }
    }

    /// The target of a check, as far as it is written out.
    struct Target {
        /// Without brackets; with `{{ }}` as it is.
        var host: String
        /// Nil if the machine fills it in.
        var port: Int?

        init?(url: String) {
            let ports = ["http": 80, "https": 443]
            let parts = url.split(separator: "://", maxSplits: 1).map(String.init)
            guard parts.count == 2, let port = ports[parts[0].lowercased()] else { return nil }
            // A template may contain slashes and colons itself.
            var authority = ""
            var depth = 0
            for character in parts[1] {
                if character == "{" { depth += 1 }
                if character == "}" { depth -= 1 }
                if depth == 0, "/?#".contains(character) { break }
                authority.append(character)
            }
            self.init(authority, defaultPort: port)
        }

        init?(address: String) { self.init(address, defaultPort: nil) }

        private init?(_ authority: String, defaultPort: Int?) {
            let end = authority.lastIndex { $0 == "]" || $0 == "}" } ?? authority.startIndex
            let colon = authority[end...].lastIndex(of: ":")
            host = authority[..<(colon ?? authority.endIndex)].filter { $0 != "[" && $0 != "]" }
            host = String(host.split(separator: "@").last ?? "")
            let digits = colon.map { authority[authority.index(after: $0)...] }
            port =
                authority.hasSuffix("}") && colon.map { authority[$0...].contains("{") } ?? authority.contains(":{")
                ? nil : digits.map { Int($0) } ?? defaultPort
            if host.isEmpty { return nil }
        }

        var isLoopback: Bool { host == "localhost" || host.hasPrefix("127.") || host == "::1" }
        /// Whether the host is the machine itself, by one of its names or addresses.
        var isThisMachine: Bool { isLoopback || host.hasPrefix("{{") && host.hasSuffix("}}") }
    }

    private func run(_ target: Target, at node: Node) {
        if let service = compose.services.first(where: { $0.name == target.host }) {
            let port = compose.ports(of: service).first?.entry.host?.lowerBound
            report.error(
                "the machine does not know the service's name `\(target.host)`", at: node,
                help: port.map { "check the port that it publishes: 127.0.0.1:\($0)" }
                    ?? "publish a port of it, such as \"127.0.0.1:8080:\(target.port ?? 80)\", and check 127.0.0.1:8080; "
                    + "Landfall waits for a service with a healthcheck anyway")
            return
        }
        guard target.isThisMachine, let port = target.port, compose.isComplete else { return }
        if spec.stack.edge != nil, port == 443 || port == 80 {
            if target.isLoopback {
                report.error(
                    "the machine's edge answers by host name, and \(target.host) is none of the app's", at: node,
                    help:
                        "ask by the name: https://{{ address }}/… ; Landfall asks this machine's edge whatever DNS says"
                )
            }
            return
        }
        let started = compose.services.filter(compose.starts)
        let entries = started.flatMap { compose.ports(of: $0).map(\.entry) }
        // With the machine's own network, or a port that only the machine knows, something may answer there.
        guard !started.contains(where: \.usesHostNetwork),
            entries.count == started.reduce(0, { $0 + $1.items("ports").count })
        else { return }
        let answering = entries.filter { $0.transport == .tcp && $0.host?.contains(port) == true }
        guard answering.isEmpty else {
            guard !target.isLoopback, answering.allSatisfy(\.isLoopback) else { return }
            return report.error(
                "port \(port) is published only on 127.0.0.1, so nothing answers at \(target.host)", at: node,
                help: "ask 127.0.0.1:\(port)")
        }
        let known = entries.filter { $0.transport == .tcp }.compactMap(\.host).flatMap { $0.prefix(3) }
        report.error(
            "no service publishes port \(port), so nothing would answer", at: node,
            help: known.isEmpty
                ? "publish it in the compose file, such as \"127.0.0.1:\(port):\(port)\""
                : "the published ports are " + known.prefix(8).map(String.init).joined(separator: ", ")
                    + "; or publish this one, such as \"127.0.0.1:\(port):\(port)\"")
    }
}
