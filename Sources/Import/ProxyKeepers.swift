import ComposeFile

/// What a proxy keeps strangers out by. The machine's edge has none of it, so such a service stays closed. What is not
/// known to let everybody in counts too: a plug-in, a middleware of a file that is not here.
extension ProxyLabels {
    /// One of traefik's.
    struct Middleware {
        /// Such as `basicauth`.
        var kind: String
        /// The names of others; empty unless the kind is `chain`.
        var chain = ""
    }

    /// Those that change a request or an answer, and refuse nobody for who it is.
    ///
    /// Source: doc.traefik.io, "HTTP middlewares".
    private static let harmless = [
        "addprefix", "buffering", "circuitbreaker", "compress", "contenttype", "errors", "grpcweb", "headers",
        "inflightreq",
        "ratelimit", "redirectregex", "redirectscheme", "replacepath", "retry", "stripprefix",
    ]

    /// - Parameter labels: Of all services.
    static func middlewares(_ labels: [(name: String, value: String)]) -> [String: Middleware] {
        var found: [String: Middleware] = [:]
        for label in labels {
            let words = label.name.split(separator: ".").map(String.init)
            guard words.count > 4, words[0] == "traefik", words[1] == "http", words[2] == "middlewares" else {
                continue
            }
            let isChain = words[4] == "chain"
            // With several kinds, which traefik refuses, the one that keeps somebody out.
            if let known = found[words[3]], !isHarmless(known.kind) { continue }
            found[words[3]] = Middleware(kind: words[4], chain: isChain ? label.value.lowercased() : "")
        }
        return found
    }

    private static func isHarmless(_ kind: String) -> Bool { harmless.contains(where: kind.hasPrefix) }

    /// - Parameters:
    ///   - chain: The names of middlewares, perhaps of other files: `auth@file, gzip`.
    ///   - depth: How many chains it is in.
    func keeper(_ chain: String, depth: Int = 0) -> String? {
        for name in Self.names(chain) {
            guard let middleware = middlewares[name] else {
                // Of a file that is not here; its name is all that is known.
                let isKnown = ["redirect", "compress", "gzip", "headers", "https"].contains {
                    name.range(ofText: $0) != nil
                }
                if isKnown, name.range(ofText: "auth") == nil { continue }
                return name
            }
            if middleware.kind == "chain" {
                guard depth < 8 else { return name }
                if let found = keeper(middleware.chain, depth: depth + 1) { return found }
            } else if !Self.isHarmless(middleware.kind) {
                return middleware.kind
            }
        }
        return nil
    }

    /// What `expose` cannot say: other matchers than a name and a path, and what a rule leaves out.
    static func keeper(ofRule rule: String) -> String? {
        if rule.contains("!") { return "!" }
        var rest = rule[...]
        while let bracket = rest.firstIndex(of: "(") {
            let name = String(rest[..<bracket].reversed().prefix { $0.isLetter }.reversed())
            if !name.isEmpty, !["Host", "HostRegexp", "PathPrefix"].contains(name) {
                let inner = rest[bracket...].prefix { $0 != ")" }.filter { $0.isLetter || $0.isNumber }
                if name != "Path" || !inner.isEmpty { return name }
            }
            rest = rest[rest.index(after: bracket)...]
        }
        return nil
    }

    /// An entry point whose name says nothing of the web may be for the inside alone.
    static func keeper(ofEntryPoints names: String) -> String? {
        let isPublic = Self.names(names.lowercased()).contains { name in
            ["web", "http"].contains { name.range(ofText: $0) != nil }
        }
        return isPublic ? nil : "entrypoints"
    }

    /// `caddy.basic_auth`, `caddy.import`, `caddy.@denied`, `caddy.abort` and the like.
    func caddyKeeper(_ group: String) -> String? {
        for label in labels where label.name.hasPrefix(group + ".") {
            for part in label.name.dropFirst(group.count + 1).split(separator: ".") {
                // `1_import`: a number says in which order.
                let word = String(part.drop { $0.isNumber || $0 == "_" })
                if ["import", "abort", "respond", "error"].contains(word) || word.hasPrefix("@")
                    || word.range(ofText: "auth") != nil
                {
                    return word
                }
            }
            if let known = ["remote_ip", "client_ip"].first(where: { label.value.range(ofText: $0) != nil }) {
                return known
            }
        }
        return nil
    }
}
