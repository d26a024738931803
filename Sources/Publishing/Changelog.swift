import Release

/// CHANGELOG.md in the form of keepachangelog.com: a heading of the second level for each version.
public struct Changelog: Equatable, Sendable {
    /// In the order of the file.
    public private(set) var changes: [ReleaseList.Change] = []
    /// What stands under `Unreleased`.
    public private(set) var unreleased: String?

    public init(_ text: String) {
        var lines: [Substring] = []
        var heading: Substring?
        var isCode = false
        func finish() {
            guard let heading else { return }
            let body = Self.trimmed(lines)
            if heading.lowercased() == "unreleased" {
                unreleased = body.isEmpty ? nil : body
            } else if !body.isEmpty {
                changes.append(.init(version: String(heading), text: body))
            }
        }
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.hasPrefix("```") || line.hasPrefix("~~~") { isCode.toggle() }
            if !isCode, line.hasPrefix("## ") {
                finish()
                heading = Self.version(line.dropFirst(3))
                lines = []
            } else if isCode || !Self.isLinkDefinition(line) {
                lines.append(line)
            }
        }
        finish()
    }

    /// What has changed in a version. A commit between two versions has what is unreleased.
    public func change(of version: String) -> String? {
        let own = ReleaseVersion(version)
        if let change = changes.first(where: { ReleaseVersion($0.version) == own }) { return change.text }
        return version.contains("+") ? unreleased : nil
    }

    /// The versions before that one, newest first, as far as they fit into so many bytes.
    public func changes(before version: String, limit: Int) -> [ReleaseList.Change] {
        var room = limit
        let older = changes.filter { ReleaseVersion($0.version) < ReleaseVersion(version) }
            .sorted { ReleaseVersion($0.version) > ReleaseVersion($1.version) }
        return Array(
            older.prefix { change in
                room -= change.text.utf8.count
                return room >= 0
            }.prefix(100))
    }

    /// The version in a heading: `[1.4.0] - 2026-01-02`, `v1.4.0 (2026-01-02)`. Nil where it names none.
    private static func version(_ heading: Substring) -> Substring? {
        var word = heading.drop { $0 == " " || $0 == "[" }.prefix { !" ](".contains($0) }
        if word.first == "v" { word = word.dropFirst() }
        if word.lowercased() == "unreleased" { return word }
        let isVersion =
            (1...64).contains(word.utf8.count) && word.first?.isNumber == true
            && word.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf) || ".+_-".utf8.contains(byte)
            }
        return isVersion ? word : nil
    }

    /// Such as `[1.4.0]: https://…`, which means nothing in one section alone.
    private static func isLinkDefinition(_ line: Substring) -> Bool {
        line.first == "[" && line.firstRange(of: "]: ") != nil
    }

    private static func trimmed(_ lines: [Substring]) -> String {
        let isBlank = { (line: Substring) in line.allSatisfy(\.isWhitespace) }
        let rest = lines.drop(while: isBlank)
        return rest.reversed().drop(while: isBlank).reversed().joined(separator: "\n")
    }
}
