/// A container image as a compose file names it: `[registry[:port]/]path[:tag][@digest]`.
struct ImageName {
    /// As the engine lists it: without `docker.io/` and `library/`, always with a tag or a digest.
    let familiar: String
    /// As containerd lists it: with registry and path in full.
    let canonical: String
    /// Whether the same name gives the same image next month, as far as a tag can promise that.
    let isPinned: Bool

    init(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
        var path = parts.first ?? ""
        var tag: String?
        let last = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        if let colon = last.lastIndex(of: ":") {
            tag = String(last[last.index(after: colon)...])
            path = String(path.dropLast(last.distance(from: colon, to: last.endIndex)))
        }
        let components = path.split(separator: "/", maxSplits: 1).map(String.init)
        let hasRegistry =
            components.count == 2
            && (components[0].contains(".") || components[0].contains(":") || components[0] == "localhost")
        let registry = hasRegistry && components[0] != "index.docker.io" ? components[0] : "docker.io"
        var name = hasRegistry ? components[1] : path
        if registry == "docker.io" && !name.contains("/") { name = "library/" + name }
        let suffix = parts.count == 2 ? "@" + parts[1] : ":" + (tag ?? "latest")
        canonical = "\(registry)/\(name)\(suffix)"
        let short = name.hasPrefix("library/") ? String(name.dropFirst("library/".count)) : name
        familiar = (registry == "docker.io" ? short : "\(registry)/\(name)") + suffix
        isPinned = parts.count == 2 || tag != nil && tag != "latest"
    }
}
