/// An image as a compose file names it: `[registry[:port]/]path[:tag][@digest]`.
struct ImageReference {
    let tag: String?
    let hasDigest: Bool

    init(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 1)
        hasDigest = parts.count == 2 && parts[1].hasPrefix("sha256:")
        let name = (parts.first ?? "").split(separator: "/").last ?? ""
        tag = name.split(separator: ":", maxSplits: 1).dropFirst().first.map(String.init)
    }

    /// Whether the same name gives the same image next month, as far as a tag can promise that.
    var isPinned: Bool { hasDigest || tag != nil && tag != "latest" }
}
