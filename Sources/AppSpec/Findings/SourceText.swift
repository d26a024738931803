import YAML

/// A file's text, in lines as libyaml counts them.
public struct SourceText: Sendable {
    /// As the user named it.
    public let file: String
    private let lines: [[Unicode.Scalar]]

    /// - Parameter bytes: What is not UTF-8 among them is shown as U+FFFD.
    public init(file: String, bytes: [UInt8]) {
        self.file = file
        var lines: [[Unicode.Scalar]] = []
        var line: [Unicode.Scalar] = []
        var previous: Unicode.Scalar?
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                lines.append(line)
                line = []
            case "\u{FEFF}" where previous == nil: break
            default: line.append(scalar)
            }
            previous = scalar
        }
        self.lines = lines + [line]
    }

    /// - Parameter number: Counts from 1.
    func line(_ number: Int) -> [Unicode.Scalar]? {
        lines.indices.contains(number - 1) ? lines[number - 1] : nil
    }

    /// Where a Unicode scalar of a scalar node's text stands in the file: exactly for one that is plain or quoted
    /// on one line, else where the node begins.
    func mark(of offset: Int, in node: Node) -> Mark {
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

    /// How many columns the escape or character takes that begins there.
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
