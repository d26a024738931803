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
    private let labels: [(name: String, value: String)]

    /// - Parameter value: What a variable in a label is. A label with one that has no value stays as it is, so that it
    ///   differs from others.
    init(_ service: ComposeService, value: (String) -> Interpolation.Value) {
        labels = Self.pairs(service).map { pair in
            (name: pair.name.lowercased(), value: Interpolation(pair.value).resolved(value) ?? pair.value)
        }
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
        var kinds: [String: String] = [:]
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
                kinds[words[3]] = words[4]
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
            for item in Self.names(chain.lowercased()) where kinds[item] == nil && !extras.contains(item) {
                extras.append(item)
            }
            let address = label.value.range(ofText: "ClientIP(") == nil ? nil : "ClientIP"
            let keeper = Self.keeper(chain.lowercased(), kinds) ?? address
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

    /// - Parameters:
    ///   - chain: The names of middlewares, perhaps of other files: `auth@file, gzip`.
    ///   - kinds: What those of this service are.
    private static func keeper(_ chain: String, _ kinds: [String: String]) -> String? {
        names(chain).map { kinds[$0] ?? $0 }.first { kind in
            kind.hasPrefix("ipallowlist") || kind.hasPrefix("ipwhitelist") || kind.range(ofText: "auth") != nil
        }
    }

    private static func names(_ chain: String) -> [String] {
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
            // `caddy.basic_auth`, `caddy.forward_auth`, `caddy.authorize`.
            let keeper = labels.filter { $0.name.hasPrefix(group + ".") }
                .map { String($0.name.dropFirst(group.count + 1)) }.first { $0.range(ofText: "auth") != nil }
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

extension Publications {
    /// What traefik's and Caddy's labels say, where the app has neither.
    func addFromLabels() {
        guard !draft.running.contains(where: readsLabels) else { return }
        var found: [(service: ComposeService, route: ProxyLabels.Route)] = []
        for service in draft.running {
            let labels = ProxyLabels(service, value: known)
            guard let proxy = labels.proxy else { continue }
            let extras = labels.extras.isEmpty ? "" : ": " + labels.extras.map { "`\($0)`" }.joined(separator: ", ")
            draft.report.add(
                .review,
                "the labels of `\(service.name)` for \(proxy) stay, and nothing reads them: `expose` has the machine's edge "
                    + "lead to a port by a name and a path, with a certificate, and does nothing else that they ask "
                    + "for\(extras)", line: (service["labels"] ?? service.key).start.line)
            found += labels.routes.map { (service: service, route: $0) }
        }
        // The whole name comes before its parts.
        for (service, route) in found.filter({ $0.route.path == "/" }) + found.filter({ $0.route.path != "/" }) {
            publish(route, service)
        }
    }

    private func publish(_ route: ProxyLabels.Route, _ service: ComposeService) {
        if let keeper = route.keeper {
            draft.report.add(
                .review,
                "`\(service.name)` stays closed: its proxy let in nobody without `\(keeper)`, and the machine's edge lets "
                    + "in everybody. Where the app asks for a password itself, write `expose` into app.yaml",
                line: service.key.start.line)
            return
        }
        guard let port = route.port ?? port(of: service), (1...65535).contains(port) else {
            draft.report.add(
                .review,
                "the labels of `\(service.name)` do not say on which port it listens: write "
                    + "`expose: [{ service: \(service.name), port: … }]` into app.yaml", line: service.key.start.line)
            return
        }
        var wanted = Wanted(
            service: service.name, host: route.hosts.first, container: port, path: route.path, isPlain: route.isPlain)
        if !Self.isPath(route.path) {
            draft.report.add(
                .review, "`\(service.name)` had the path `\(route.path)`, which `expose` cannot have",
                line: service.key.start.line)
            wanted.isPlain = false
        }
        publish(wanted, service)
        for host in route.hosts.dropFirst() {
            wanted.host = host
            if let known = draft.publications.first(where: { leads($0, to: wanted) }) { tellFurtherName(wanted, known) }
        }
    }

    /// What `expose` takes as `path`.
    private static func isPath(_ text: String) -> Bool {
        guard text.hasPrefix("/"), text != "/" else { return text == "/" }
        return text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                        || "._~-".utf8.contains(byte)
                }
        }
    }

    /// Whether a service is a proxy that goes by labels.
    private func readsLabels(_ service: ComposeService) -> Bool {
        let image = service.image?.string ?? ""
        return image.range(ofText: "traefik") != nil || image.range(ofText: "caddy-docker-proxy") != nil
    }
}
