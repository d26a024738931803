/// `http://localhost:3000/path`.
enum LocalAddress {
    private static let hosts = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"]

    private static func split(_ text: String) -> (port: Int, path: String)? {
        for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
            let rest = text.dropFirst(scheme.count)
            let authority = rest.prefix { !"/?#\"' ".contains($0) }
            guard let host = hosts.first(where: authority.hasPrefix) else { return nil }
            let end = authority.dropFirst(host.count)
            let path = String(rest.dropFirst(authority.count))
            if end.isEmpty { return (scheme == "http://" ? 80 : 443, path) }
            guard end.hasPrefix(":"), let port = Int(end.dropFirst()) else { return nil }
            return (port, path)
        }
        return nil
    }

    static func port(of text: String) -> Int? { split(text)?.port }

    /// The host of any URL; nil for other text.
    static func host(of text: String) -> String? {
        guard let range = text.range(ofText: "://") else { return nil }
        let authority = text[range.upperBound...].prefix { !"/?#".contains($0) }
        return authority.split(separator: "@").last?.split(separator: ":").first.map(String.init)
    }
    static func path(of text: String) -> String? { split(text)?.path }

    /// The first such address in a command.
    static func first(in text: String) -> (port: Int, path: String)? {
        var rest = text[...]
        while let range = rest.range(ofText: "http") {
            // No address is longer; a command may be.
            if let found = split(String(rest[range.lowerBound...].prefix(2048))) {
                return (found.port, String(found.path.prefix { !" \"'|;)`\\".contains($0) }))
            }
            rest = rest[range.upperBound...]
        }
        return nil
    }
}
