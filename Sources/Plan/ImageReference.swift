/// A container image as a Compose file names it: `[registry[:port]/]path[:tag][@digest]`.
///
/// Source: the reference grammar of github.com/distribution/reference, and the names that Docker and containerd store.
public struct ImageReference: Equatable, Sendable {
    /// The host, with a port if one is given; `docker.io` where the name says none.
    public let registry: String
    /// The path at the registry, such as `library/postgres`.
    public let path: String
    public let tag: String?
    /// Such as `sha256:…`.
    public let digest: String?

    public init(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
        var name = parts.first ?? ""
        digest = parts.count == 2 ? parts[1] : nil
        let last = name.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        if let colon = last.lastIndex(of: ":") {
            tag = String(last[last.index(after: colon)...])
            name = String(name.dropLast(last.distance(from: colon, to: last.endIndex)))
        } else {
            tag = nil
        }
        let components = name.split(separator: "/", maxSplits: 1).map(String.init)
        let hasRegistry =
            components.count == 2
            && (components[0].contains(".") || components[0].contains(":") || components[0] == "localhost")
        registry = hasRegistry && components[0] != "index.docker.io" ? components[0] : "docker.io"
        let rest = hasRegistry ? components[1] : name
        path = registry == "docker.io" && !rest.contains("/") ? "library/" + rest : rest
    }

    private var suffix: String { digest.map { "@" + $0 } ?? ":" + (tag ?? "latest") }

    /// As containerd lists it: with registry and path in full, and with a tag or a digest.
    public var canonical: String { "\(registry)/\(path)\(suffix)" }

    /// As Docker lists it: without `docker.io/` and `library/`, and with a tag or a digest.
    public var familiar: String {
        let short = path.hasPrefix("library/") ? String(path.dropFirst("library/".count)) : path
        return (registry == "docker.io" ? short : "\(registry)/\(path)") + suffix
    }

    /// Whether the same name gives the same image next month, as far as a tag can promise that.
    public var isPinned: Bool { digest != nil || tag != nil && tag != "latest" }
}
