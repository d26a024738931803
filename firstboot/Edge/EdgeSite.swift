import Installation
import Plan
import Providers

/// What the edge serves beside an app's own names for a moment.
package enum EdgeAddition: Sendable {
    case none
    /// The app under the names that these values give it.
    case names(Values)
    /// A text at a path of a name, in plain HTTP.
    case proof(host: String, path: String, answer: String)
}

/// An app's part of Caddy's configuration: a site for each of its host names.
package struct EdgeSite {
    package let app: App
    package let edge: Edge
    /// The app's Compose project.
    package let project: String
    package let values: Values
    /// Caddy's own, such as [2, 11, 7].
    package let version: [Int]
    /// Names that lead to the first of the app's own.
    package var redirects: [String] = []
    /// What is served beside that for a moment.
    package var addition = EdgeAddition.none
    /// The name of a header with the app's name, in each answer.
    package var header: String?

    package func text() throws -> String {
        let hosts = try values.hosts(of: edge)
        var sites = hosts.map { site($0.name, $0.exposures) }
        let known = hosts.map(\.name)
        // The app's address has others beside it where app.yaml writes names out.
        if let target = known.first(where: { $0 == values.value(.bareAddress).lowercased() }) ?? known.first {
            sites += redirects.filter { !known.contains($0) }.map { redirect($0, to: target) }
        }
        switch addition {
        case .none: break
        case .names(let other):
            let more = try other.hosts(of: edge).filter { !known.contains($0.name) && !redirects.contains($0.name) }
            sites += more.map { site($0.name, $0.exposures) }
        case .proof(let host, let path, let answer):
            sites.append(Self.proof(host, path, answer, isServed: known.contains(host)))
        }
        return "# \(app.name)\n" + sites.joined(separator: "\n")
    }

    /// A site for a name that only gives an answer at a path.
    ///
    /// - Parameter isServed: Whether the app has the name already: then its visitors are led on as ever.
    static func proof(_ host: String, _ path: String, _ answer: String, isServed: Bool = false) -> String {
        let rest = isServed ? "redir https://\(host){uri} 308" : "respond 404"
        // Outside of `route`, Caddy puts directives into an order of its own.
        let lines = ["@proof path \(path)", "respond @proof \(answer) 200", rest]
        return "http://\(host) {\n\troute {\n" + lines.map { "\t\t\($0)\n" }.joined() + "\t}\n}\n"
    }

    private func redirect(_ host: String, to target: String) -> String {
        let lines = certificate(host) + ["redir https://\(Self.address(target)){uri} 308"]
        return "https://\(Self.address(host)) {\n" + lines.map { "\t\($0)\n" }.joined() + "}\n"
    }

    private static func address(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

    private func site(_ host: String, _ exposures: [Exposure]) -> String {
        let longestFirst = exposures.sorted { $0.path.utf8.count > $1.path.utf8.count }
        var lines = ["https://\(Self.address(host)) {"] + certificate(host).map { "\t" + $0 }
        if let header { lines.append("\theader \(header) \"\(app.name)\"") }
        lines.append("\troute {")
        for (index, exposure) in longestFirst.enumerated() {
            let isAll = exposure.path == "/"
            if !isAll { lines.append("\t\t@\(index) path \(exposure.path) \(exposure.path)/*") }
            lines.append("\t\thandle\(isAll ? "" : " @\(index)") {")
            lines += proxy(exposure).map { "\t\t\t" + $0 }
            lines.append("\t\t}")
        }
        if longestFirst.last?.path != "/" { lines.append("\t\thandle {\n\t\t\terror 404\n\t\t}") }
        lines.append("\t}")
        lines += errors.map { "\t" + $0 }
        return (lines + ["}"]).joined(separator: "\n") + "\n"
    }

    /// While a container is replaced, a request waits instead of failing. Nothing of it has been sent by then.
    private func proxy(_ exposure: Exposure) -> [String] {
        let alias = Edge.alias(of: exposure.service, project: project)
        return [
            "reverse_proxy \(alias):\(exposure.port) {", "\tlb_try_duration 10s", "\tlb_try_interval 250ms", "}",
        ]
    }

    /// What the site's visitors see while the app does not answer.
    private var errors: [String] {
        let title = Self.html(app.title)
        let page =
            "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
            + "<meta http-equiv=refresh content=10><title>\(title)</title>"
            + "<h1>\(title)</h1><p>It is being started or updated. This page tries again by itself.</html>"
        return [
            "handle_errors {", "\t@away expression `{http.error.status_code} in [502, 503, 504]`", "\thandle @away {",
            "\t\theader Retry-After 10", "\t\theader Content-Type \"text/html; charset=utf-8\"",
            "\t\theader Cache-Control no-store", "\t\trespond `\(page)` 503", "\t}", "}",
        ]
    }

    /// Neither HTML nor Caddy finds a meaning in what is left.
    private static func html(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            "&<>\"'`{}\\".unicodeScalars.contains(scalar) ? "&#\(scalar.value);" : String(scalar)
        }.joined()
    }

    // MARK: Certificates

    /// Whether a certificate authority is asked for a name or address, and not Caddy's own.
    static func asksAuthority(for host: String, _ edge: Edge, _ values: Values) -> Bool {
        let authority = values.parameters[Edge.authority.name] ?? ""
        let isPublic = Syntax.isIP(host) ? !Address.isPrivate(host) : Syntax.isPublicDomain(host)
        return !edge.usesOwnAuthority && authority != Edge.ownAuthority && (isPublic || !authority.isEmpty)
    }

    private func certificate(_ host: String) -> [String] {
        let authority = values.parameters[Edge.authority.name].flatMap { $0.isEmpty ? nil : $0 }
        let isAddress = Syntax.isIP(host)
        guard Self.asksAuthority(for: host, edge, values),
            !isAddress || version.lexicographicallyPrecedes(Self.firstWithAddresses(host)) == false
        else { return ["tls internal"] }
        var issuer = authority.map { ["dir \($0)"] } ?? []
        let email = values.parameters[Edge.email.name].flatMap { $0.isEmpty ? nil : $0 }
        if let email { issuer.append("email \(email)") }
        if isAddress {
            // Let's Encrypt signs addresses for six days at a time alone. TLS-ALPN would need a name in the handshake,
            // and an address is none (RFC 6066, section 3). Until the authority has answered, the machine's own signs.
            issuer += ["profile shortlived", "disable_tlsalpn_challenge"]
            return ["tls {"] + Self.issuer(issuer) + ["\tissuer internal", "}"]
        }
        if authority != nil { return ["tls {"] + Self.issuer(issuer) + ["}"] }
        return email.map { ["tls \($0)"] } ?? []
    }

    private static func issuer(_ lines: [String]) -> [String] {
        ["\tissuer acme {"] + lines.map { "\t\t" + $0 } + ["\t}"]
    }

    /// The first Caddy that gets certificates for addresses.
    ///
    /// Sources: caddyserver/certmagic, pull request 345; caddyserver/caddy, issue 7399.
    private static func firstWithAddresses(_ host: String) -> [Int] { host.contains(":") ? [2, 11, 3] : [2, 10, 1] }
}
