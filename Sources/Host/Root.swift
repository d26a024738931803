/// Where the machine's files are: `/`, or a folder that stands for it in tests and simulations.
public struct Root: Hashable, Sendable {
    /// Without a trailing slash, so empty for the real root.
    public let prefix: String

    public static let system = Root("/")

    public init(_ path: String) {
        var trimmed = path[...]
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        prefix = String(trimmed)
    }

    public var isSystem: Bool { prefix.isEmpty }

    /// The real path of one that is absolute on the machine.
    public func path(_ absolute: String) -> String { prefix + absolute }
}
