import Plan
import Text

extension Values {
    /// What the edge passes on to the app, by host names in the order of app.yaml. They are in lower case, addresses of
    /// IPv6 without brackets.
    ///
    /// - Throws: ``Failure`` if a value is no host name.
    package func hosts(of edge: Edge) throws -> [(name: String, exposures: [Exposure])] {
        var hosts: [(name: String, exposures: [Exposure])] = []
        for exposure in edge.exposures {
            let name = try Self.hostName(render(exposure.host))
            if let known = hosts.firstIndex(where: { $0.name == name }) {
                hosts[known].exposures.append(exposure)
            } else {
                hosts.append((name, [exposure]))
            }
        }
        return hosts
    }

    private static func hostName(_ text: String) throws -> String {
        let name = plainHost(text)
        if Syntax.isIP(name) || Syntax.isMachineName(name) { return name }
        throw Failure(
            .invalidInput, "`\(VisibleText.of(text))` is no host name, so the machine's edge cannot serve it",
            help: "give the parameter for the domain a name such as chat.example.com")
    }

    private static func plainHost(_ text: String) -> String {
        let name = text.lowercased()
        return name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
    }

    /// Where this machine's edge answers for a URL, as an address and a port; nil if the URL's host is none of the app's.
    /// DNS may not lead here yet, and a machine may not reach its own public address.
    package func edgeAddress(for url: String) -> String? {
        guard let edge = plan.stack.edge, let hosts = try? hosts(of: edge), let start = url.firstRange(of: "://")
        else { return nil }
        let authority = url[start.upperBound...].prefix { !"/?#".contains($0) }
        var host = authority.split(separator: "@").last.map(String.init) ?? ""
        if !host.hasSuffix("]"), let colon = host.lastIndex(of: ":") {
            // On another port than the edge's own, a service answers by itself.
            let port = host[host.index(after: colon)...]
            guard ["80", "443", "\(edge.http)", "\(edge.https)"].contains(port) else { return nil }
            host = String(host[..<colon])
        }
        guard hosts.contains(where: { $0.name == Self.plainHost(host) }) else { return nil }
        return "\(edge.address ?? "127.0.0.1"):\(edge.https)"
    }
}
