import ComposeFile
import Findings
import Plan
import Shapes
import YAML

/// The section `expose`.
extension SpecReader {
    func readEdge(_ compose: ComposeProject?) -> Edge? {
        guard let list = root["expose"], let nodes = list.sequence else {
            if let node = root["edge"] {
                report.error(
                    "`edge` is for apps with `expose`", at: node, help: "add `expose`, or remove `edge`")
            }
            return nil
        }
        if nodes.isEmpty {
            report.error(
                "`expose` is empty", at: list, help: "write `expose: [{ service: web, port: 8080 }]`, or remove it")
        }
        var edge = Edge(exposures: [])
        if let image = root["edge"]?["image"]?.string { edge.image = image }
        var seen: [(host: Template, path: String)] = []
        for node in nodes {
            guard let exposure = readExposure(node, compose) else { continue }
            // Caddy looks at no letter's case in a path.
            let path = exposure.path.lowercased()
            if seen.contains(where: { $0.host == exposure.host && $0.path == path }) {
                report.error(
                    "this host and path are exposed twice", at: node["host"] ?? node,
                    help: "give each its own `host`, or its own `path`")
            }
            seen.append((exposure.host, path))
            edge.exposures.append(exposure)
        }
        return edge
    }

    /// Lays the file beside the publisher's that joins the services to the edge.
    func joinEdge(_ stack: inout Stack, _ compose: ComposeProject) {
        guard let edge = stack.edge, !edge.exposures.isEmpty, let list = root["expose"] else { return }
        if stack.files.contains(where: { $0.path == Edge.overlay }) {
            report.error(
                "a file of the app has the name `\(Edge.overlay)`, which Landfall writes for `expose`", at: list,
                help: "give that file another name")
            return
        }
        if compose.declared(.networks).contains(Edge.network) {
            report.error(
                "the Compose file has a network `\(Edge.network)`, which Landfall makes for `expose`", at: list,
                help: "give that network another name")
            return
        }
        let text = EdgeOverlay(edge: edge, compose: compose).text
        stack.files.append(StackFile(path: Edge.overlay, content: .verbatim(Array(text.utf8))))
        stack.overlays.append(Edge.overlay)
    }

    private func readExposure(_ node: Node, _ compose: ComposeProject?) -> Exposure? {
        if let service = node["service"] {
            check(service: service, in: compose)
            if let compose { checkReach(of: service, in: compose) }
        }
        let host = node["host"].map(readHost) ?? Template([.machine(.address)])
        let path = node["path"]?.string ?? "/"
        guard let service = node["service"]?.string, let port = node["port"]?.integer else { return nil }
        return Exposure(service: service, port: port, host: host, path: path)
    }

    /// The edge reaches a service by a network of Docker's.
    private func checkReach(of node: Node, in compose: ComposeProject) {
        guard let service = compose.services.first(where: { $0.name == node.string }) else { return }
        if !compose.starts(service) {
            report.error(
                "the service `\(service.name)` never starts, because its profile is off", at: node,
                help: "name a service that starts, or switch its profile on by `COMPOSE_PROFILES` in `env`")
        }
        if let mode = service["network_mode"]?.string, mode != "bridge" {
            let help =
                mode.hasPrefix("service:")
                ? "name \(mode.dropFirst("service:".count)), whose network it uses"
                : "remove `network_mode`, so that the service is on the app's own network"
            report.error(
                "`\(service.name)` has `network_mode: \(mode)`, so the edge does not reach it", at: node, help: help)
        } else if let mode = service["network_mode"]?.string {
            report.error(
                "`\(service.name)` has `network_mode: \(mode)`, which Compose allows no other network beside", at: node,
                help: "remove `network_mode`: the app's own network does the same")
        }
        if service.name.contains(".") {
            report.error(
                "`\(service.name)` has a dot in its name, by which the edge tells apps apart", at: node,
                help: "call the service `\(service.name.replacing(".", with: "-"))`")
        }
        if compose.summaries.contains(where: { $0.name == service.name && $0.isOneShot }) {
            report.error(
                "`\(service.name)` runs once and ends, so it answers no requests", at: node,
                help: "name the service that listens on the port")
        }
    }

    private func readHost(_ node: Node) -> Template {
        let host = template(node, scope("`host`"))
        if !host.secretNames.isEmpty {
            report.error(
                "a host name is no secret: everybody sees it", at: node, help: "name a parameter or {{ address }}")
        }
        for name in host.parameterNames {
            let type = root["parameters"]?[name]?["type"]?.string
            if let type, type != Parameter.Kind.hostname.rawValue {
                report.error(
                    "the parameter `\(name)` is of type \(type), so it may be no host name", at: node,
                    help: "give it `type: hostname`")
            } else if let parameter = root["parameters"]?[name], parameter["default"] == nil,
                parameter["required"]?.bool != true
            {
                report.error(
                    "the parameter `\(name)` may have no value, and then the edge has no name to serve", at: node,
                    help: "give it `default: from-hostname` or `required: true`, or write {{ address }}")
            }
        }
        if let text = host.literal, let problem = HostName.problem(text) {
            report.error(problem.message, at: node, help: problem.help)
        }
        return host
    }
}

/// What a host name in app.yaml must be.
enum HostName {
    static func problem(_ text: String) -> (message: String, help: String)? {
        if Syntax.isHostname(text) || Syntax.isIP(text) { return nil }
        if text.contains("*") {
            return (
                "`\(text)` has a wildcard, for which no certificate comes without access to the domain's DNS",
                "expose each name by itself"
            )
        }
        if text.contains("://") || text.contains("/") {
            return ("`\(text)` is more than a host name", "write the name alone, and what follows it as `path`")
        }
        if text.hasSuffix(".") {
            return ("`\(text)` ends with a dot", "write it without the last dot: browsers send it so")
        }
        if !text.utf8.allSatisfy({ $0 < 0x80 }) {
            return (
                "`\(text)` has characters that host names have only in another form",
                "write it as DNS has it, with `xn--` (IDNA): `idn2 NAME` prints that"
            )
        }
        if text.contains(":") {
            return ("`\(text)` has a port", "the edge answers on ports 80 and 443 alone: write the name without a port")
        }
        return ("`\(text)` is no host name", "write a name such as chat.example.com, or {{ address }}")
    }
}
