/// The little that must be known of a URL that may hold templates.
enum URLText {
    /// Whether it is all that stands before a host that the machine fills in.
    static func isScheme(_ text: String) -> Bool { ["http://", "https://"].contains(text) }

    /// Whether it begins with http:// or https:// and names a host.
    static func isHTTP(_ url: String) -> Bool {
        ["http://", "https://"].contains { url.hasPrefix($0) && url.utf8.count > $0.utf8.count }
    }

    /// Whether nobody between here and there can change what is downloaded.
    static func isSecureOrLoopback(_ url: String) -> Bool {
        guard !url.hasPrefix("https://") else { return isHTTP(url) }
        guard url.hasPrefix("http://") else { return false }
        let authority = url.dropFirst("http://".count).prefix { $0 != "/" }
        return ["127.0.0.1", "localhost", "[::1]"].contains { authority == $0 || authority.hasPrefix($0 + ":") }
    }
}
