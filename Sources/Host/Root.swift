import Glibc

/// The root of the machine's files: `/`, or a folder that stands for it in tests and simulations.
public struct Root: Hashable, Sendable {
    /// An absolute path without a trailing slash, so empty for the real root.
    public let prefix: String

    public static let system = Root("/")

    /// - Parameter path: A relative path is resolved now, because other programs get the root too and may have another
    ///   working folder.
    public init(_ path: String) {
        var trimmed = (path.hasPrefix("/") ? path : "\(Self.workingFolder)/\(path)")[...]
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        prefix = String(trimmed)
    }

    private static var workingFolder: String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard getcwd(&buffer, buffer.count) != nil else { return "." }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The same root without links, `.` and `..` in its path; unchanged if the folder cannot be found.
    public var withoutLinks: Root {
        guard let real = realpath(prefix.isEmpty ? "/" : prefix, nil) else { return self }
        defer { free(real) }
        return Root(String(cString: real))
    }

    public var isSystem: Bool { prefix.isEmpty }

    /// The real path of an absolute path on the machine.
    public func path(_ absolute: String) -> String { prefix + absolute }
}
