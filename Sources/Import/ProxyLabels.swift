import ComposeFile
import YAML

/// What a service's labels tell the proxies that read them: traefik and caddy-docker-proxy.
///
/// Source: doc.traefik.io, "Routing configuration with labels"; github.com/lucaslorentz/caddy-docker-proxy, README.
struct ProxyLabels {
    struct Route: Equatable {
        /// As the file has them, perhaps with variables.
        var hosts: [String] = []
        /// What the requests' paths begin with.
        var path = "/"
        /// The container's; nil where the labels do not say.
        var port: Int?
        /// Whether the service gets requests as they are, in plain HTTP.
        var isPlain = true
        /// By what the proxy keeps strangers out, such as `basicauth`; nil where everybody comes in.
        var keeper: String?
    }

    /// Whose they are; nil for neither's.
    private(set) var proxy: String?
    private(set) var routes: [Route] = []
    /// What else they have the proxy do, such as `basicauth`.
    private(set) var extras: [String] = []
    let labels: [(name: String, value: String)]
    let middlewares: [String: Middleware]

    /// - Parameters:
    ///   - labels: Of one service.
    ///   - middlewares: Traefik's, of all services.
    init(_ labels: [(name: String, value: String)], middlewares: [String: Middleware]) {
        self.labels = labels
        self.middlewares = middlewares
        readTraefik()
        if proxy == nil { readCaddy() }
        closeAround()
    }

    /// Who comes in by one route comes to all that is below it: often one for HTTP, whose visitors the proxy led on to
    /// another one that asks for a password.
    private mutating func closeAround() {
        let closed = routes.filter { $0.keeper != nil }
        for index in routes.indices where routes[index].keeper == nil {
            let (path, port) = (routes[index].path, routes[index].port)
            let below = closed.first { other in
                other.port == port && (path == "/" || other.path == path || other.path.hasPrefix(path + "/"))
            }
            routes[index].keeper = below?.keeper
        }
    }

    /// - Parameter value: What a variable in a label is. A label with one that has no value stays as it is, so that it
    ///   differs from others.
    static func labels(
        _ service: ComposeService, _ value: (String) -> Interpolation.Value
    ) -> [(name: String, value: String)] {
        pairs(service).map { pair in
            (name: pair.name.lowercased(), value: Interpolation(pair.value).resolved(value) ?? pair.value)
        }
    }

    /// From a list of `NAME=VALUE` or a mapping.
    private static func pairs(_ service: ComposeService) -> [(name: String, value: String)] {
        service.items("labels").flatMap { item -> [(name: String, value: String)] in
            guard let text = item.node.string else {
                return item.node.entries.map { (name: $0.name, value: $0.value.string ?? "") }
            }
            let words = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return [(name: words[0], value: words.count > 1 ? words[1] : "")]
        }
    }

    private func value(_ name: String) -> String? { labels.first { $0.name == name }?.value }

    // MARK: traefik

    private mutating func readTraefik() {
        guard labels.contains(where: { $0.name.hasPrefix("traefik.") }) else { return }
        guard value("traefik.enable")?.lowercased() != "false" else { return }
        var ports: [(service: String, port: Int)] = []
        var isSecure = false
        var isStripped = false
        for label in labels {
            let words = label.name.split(separator: ".").map(String.init)
            guard words.count > 4, words[0] == "traefik", words[1] == "http" else { continue }
            let last = words[4...].joined(separator: ".")
            if words[2] == "services", last == "loadbalancer.server.port", let port = Int(label.value) {
                ports.append((words[3], port))
            } else if words[2] == "services", last == "loadbalancer.server.scheme" {
                isSecure = isSecure || label.value == "https"
            } else if words[2] == "middlewares" {
                isStripped = isStripped || words[4].hasPrefix("stripprefix")
                // The edge itself leads from HTTP to HTTPS.
                if words[4] != "redirectscheme", !extras.contains(words[4]) { extras.append(words[4]) }
            }
        }
        for label in labels where label.name.hasPrefix("traefik.http.routers.") && label.name.hasSuffix(".rule") {
            let wanted = value(label.name.dropLast("rule".count) + "service")?.lowercased()
            // Its own page.
            if wanted?.hasSuffix("@internal") == true { continue }
            let name = wanted?.split(separator: "@").first.map(String.init)
            let port = (ports.first { $0.service == name } ?? ports.first)?.port
            let chain = value(label.name.dropLast("rule".count) + "middlewares") ?? ""
            for item in Self.names(chain.lowercased()) where middlewares[item] == nil && !extras.contains(item) {
                extras.append(item)
            }
            let router = label.name.dropLast("rule".count)
            let keeper =
                keeper(chain.lowercased()) ?? Self.keeper(ofRule: label.value)
                ?? (value(router + "tls.options") == nil ? nil : "tls.options")
                ?? value(router + "entrypoints").flatMap(Self.keeper(ofEntryPoints:))
            for path in Self.paths(in: label.value) {
                add(
                    Route(
                        hosts: Self.arguments(of: "Host(", in: label.value), path: path, port: port,
                        isPlain: !isSecure && (path == "/" || !isStripped), keeper: keeper))
            }
        }
        if routes.isEmpty, let port = ports.first?.port { add(Route(port: port, isPlain: !isSecure)) }
        if !routes.isEmpty { proxy = "traefik" }
    }

    static func names(_ chain: String) -> [String] {
        chain.split { $0 == "," || $0 == " " }.map { item in String(item.prefix { $0 != "@" }) }
    }

    private static func paths(in rule: String) -> [String] {
        let found = (arguments(of: "PathPrefix(", in: rule) + arguments(of: "Path(", in: rule)).map(path)
        return found.isEmpty ? ["/"] : found
    }

    /// Without the slash or the star at its end.
    private static func path(_ text: String) -> String {
        var text = text
        while text.count > 1, let last = text.last, last == "/" || last == "*" { text.removeLast() }
        return text.hasPrefix("/") ? text : "/" + text
    }

    /// What stands in a matcher's brackets, in quotes: Host(`a.example.com`, `b.example.com`). Not what `!` excludes.
    private static func arguments(of matcher: String, in rule: String) -> [String] {
        var found: [String] = []
        var rest = rule[...]
        while let range = rest.range(ofText: matcher) {
            let before = rest[..<range.lowerBound].last
            let inner = rest[range.upperBound...].prefix { $0 != ")" }
            rest = rest[inner.endIndex...]
            if before == "!" || before.map({ $0.isLetter }) == true { continue }
            for part in inner.split(separator: ",") {
                let text = part.filter { !" `\"'".contains($0) }
                if !text.isEmpty, !found.contains(text) { found.append(text) }
            }
        }
        return found
    }

    // MARK: Caddy

    private mutating func readCaddy() {
        for label in labels where label.name.hasPrefix("caddy") {
            guard let start = label.value.range(ofText: "{{"),
                let end = label.value[start.upperBound...].range(ofText: "}}")
            else { continue }
            let words = label.value[start.upperBound..<end.lowerBound].split(separator: " ").map(String.init)
            guard words.first == "upstreams" else { continue }
            let group = String(label.name.prefix { $0 != "." })
            var matcher = String(label.value[..<start.lowerBound].filter { $0 != " " })
            // `caddy.handle_path: /api/*`, and below it the proxy.
            var isStripped = false
            let parents = label.name.split(separator: ".").dropLast()
            if let parent = parents.last, parents.count > 1, parent.range(ofText: "handle") != nil {
                matcher = value(parents.joined(separator: ".")) ?? ""
                isStripped = parent.range(ofText: "handle_path") != nil
            }
            let path = matcher.hasPrefix("/") ? Self.path(matcher) : "/"
            let isSecure = words.contains("https")
            let keeper = caddyKeeper(group)
            add(
                Route(
                    hosts: Self.hosts(value(group) ?? ""), path: path, port: words.last.flatMap { Int($0) } ?? 80,
                    isPlain: !isSecure && (path == "/" || !isStripped), keeper: keeper))
        }
        if !routes.isEmpty { proxy = "caddy-docker-proxy" }
        for label in labels where label.name.hasPrefix("caddy") && !routes.isEmpty {
            let words = label.name.split(separator: ".")
            guard words.count == 2, let last = words.last.map(String.init), last.range(ofText: "reverse_proxy") == nil,
                last.range(ofText: "handle") == nil, !extras.contains(last)
            else { continue }
            extras.append(last)
        }
    }

    private static func hosts(_ text: String) -> [String] {
        text.split { $0 == " " || $0 == "," }.compactMap { word in
            let name = word.range(ofText: "://").map { word[$0.upperBound...] } ?? word
            return name.hasPrefix("(") ? nil : String(name.prefix { $0 != "/" })
        }
    }

    private mutating func add(_ route: Route) {
        if !routes.contains(route) { routes.append(route) }
    }
}
