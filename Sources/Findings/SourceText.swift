import YAML

/// A file's text, divided into lines as libyaml counts them.
public struct SourceText: Sendable {
    /// As the user named it.
    public let file: String
    private let bytes: [UInt8]
    /// Where each line begins. 32 bits save memory, because a file may consist only of line breaks.
    private let starts: [UInt32]

    public init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var starts: [UInt32] = [bytes.starts(with: byteOrderMark) ? 3 : 0]
        for index in bytes.indices where Self.isLineBreak(endingAt: index, in: bytes) {
            starts.append(UInt32(truncatingIfNeeded: index + 1))
        }
        self.starts = starts
    }

    /// Besides LF, CR and CR LF, libyaml breaks lines at NEL, LS and PS.
    private static func isLineBreak(endingAt index: Int, in bytes: [UInt8]) -> Bool {
        switch bytes[index] {
        case 0x0A: true
        case 0x0D: index + 1 == bytes.count || bytes[index + 1] != 0x0A
        case 0x85: index >= 1 && bytes[index - 1] == 0xC2
        case 0xA8, 0xA9: index >= 2 && bytes[index - 1] == 0x80 && bytes[index - 2] == 0xE2
        default: false
        }
    }

    /// The line without its break. Bytes that are not UTF-8 become U+FFFD.
    ///
    /// - Parameter number: Counts from 1.
    public func line(_ number: Int) -> [Unicode.Scalar]? {
        guard starts.indices.contains(number - 1) else { return nil }
        let end = number < starts.count ? Int(starts[number]) : bytes.count
        var line = Array(String(decoding: bytes[Int(starts[number - 1])..<end], as: UTF8.self).unicodeScalars)
        let breaks: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]
        while let last = line.last, breaks.contains(last) { line.removeLast() }
        return line
    }

    /// The place in the file of a Unicode scalar of a node's text. It is exact for a plain or quoted scalar on one
    /// line; otherwise it is where the node begins.
    public func mark(of offset: Int, in node: Node) -> Mark {
        guard let scalar = node.scalar, node.start.line == node.end.line, let line = line(node.start.line) else {
            return node.start
        }
        var column = node.start.column - 1
        guard !scalar.isPlain else { return Mark(line: node.start.line, column: column + offset + 1) }
        guard column < line.count, let quote = Optional(line[column]), quote == "\"" || quote == "'" else {
            return node.start
        }
        column += 1
        for _ in 0..<offset where column < line.count { column += Self.width(at: column, of: line, quote: quote) }
        return Mark(line: node.start.line, column: column + 1)
    }

    /// How many columns the escape or character at this place takes.
    private static func width(at column: Int, of line: [Unicode.Scalar], quote: Unicode.Scalar) -> Int {
        if quote == "'" { return line[column] == "'" ? 2 : 1 }
        guard line[column] == "\\", column + 1 < line.count else { return 1 }
        switch line[column + 1] {
        case "x": return 4
        case "u": return 6
        case "U": return 10
        default: return 2
        }
    }
}
