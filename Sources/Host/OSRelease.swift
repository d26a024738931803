/// What a system says of itself in its os-release file.
///
/// Source: os-release(5).
public struct OSRelease: Sendable {
    /// Where the file is. The first one that exists counts, and only that one.
    public static let paths = ["/etc/os-release", "/usr/lib/os-release"]

    private let fields: [String: String]

    /// - Parameter text: The file's content: shell assignments, one a line.
    public init(_ text: String) {
        let pairs = text.split(whereSeparator: \.isNewline).compactMap { line -> (String, String)? in
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !line.hasPrefix("#") else { return nil }
            return (String(parts[0]), Self.value(parts[1]))
        }
        // As in a shell, the last one counts.
        fields = Dictionary(pairs) { $1 }
    }

    /// - Returns: nil if the system has no such file.
    /// - Throws: ``FileFailure`` if it cannot be read.
    public init?(_ files: Files) throws(FileFailure) {
        for path in Self.paths {
            guard let bytes = try files.read(path) else { continue }
            self.init(String(decoding: bytes, as: UTF8.self))
            return
        }
        return nil
    }

    /// Such as `debian`; nil if it is not said.
    public var id: String? { fields["ID"] }
    /// Such as `13` or `24.04`; empty if it is not said.
    public var version: String { fields["VERSION_ID"] ?? "" }
    /// Such as `trixie`.
    public var codename: String? { fields["VERSION_CODENAME"] }
    /// Such as `Debian GNU/Linux`.
    public var name: String? { fields["NAME"] }
    /// The name for people, with the release.
    public var title: String? { fields["PRETTY_NAME"] }

    /// Without its quotes and the backslashes that a shell would take.
    private static func value(_ text: Substring) -> String {
        guard let quote = text.first, quote == "\"" || quote == "'", text.count > 1, text.last == quote else {
            return String(text)
        }
        let inner = text.dropFirst().dropLast()
        if quote == "'" { return String(inner) }
        var value = ""
        var isEscaped = false
        for character in inner {
            if character == "\\" && !isEscaped {
                isEscaped = true
            } else {
                value.append(character)
                isEscaped = false
            }
        }
        return value
    }
}
