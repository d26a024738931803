/// What ``YAML/emit(_:)`` writes.
public indirect enum YAMLValue: Equatable, Sendable {
    case string(String)
    case int(Int)
    case bool(Bool)
    case list([YAMLValue])
    case map([(String, YAMLValue)])
    /// Text written line by line after `|`, or quoted if its characters do not allow that.
    case literalBlock(String)
    /// Text with a comment behind it, which readers of the value do not see.
    case annotated(String, comment: String)

    public static func == (left: YAMLValue, right: YAMLValue) -> Bool {
        switch (left, right) {
        case (.string(let a), .string(let b)), (.literalBlock(let a), .literalBlock(let b)): a == b
        case (.annotated(let a, let c), .annotated(let b, let d)): a == b && c == d
        case (.int(let a), .int(let b)): a == b
        case (.bool(let a), .bool(let b)): a == b
        case (.list(let a), .list(let b)): a == b
        case (.map(let a), .map(let b)): a.count == b.count && zip(a, b).allSatisfy(==)
        default: false
        }
    }
}

/// YAML, read through libyaml and written in one deterministic style.
public enum YAML {
    /// The value as a YAML 1.1 and 1.2 document in block style, ending in a newline.
    public static func emit(_ value: YAMLValue) -> String {
        var writer = Writer()
        writer.write(value, indent: 0, after: .lineStart)
        return writer.text
    }
}

private struct Writer {
    enum Position { case lineStart, key, dash }

    var text = ""

    mutating func write(_ value: YAMLValue, indent: Int, after position: Position) {
        switch value {
        case .list(let items) where !items.isEmpty:
            writeEntries(items.map { ("-", .dash, $0) }, indent: indent, after: position)
        case .map(let pairs) where !pairs.isEmpty:
            writeEntries(pairs.map { (YAML.scalar($0) + ":", .key, $1) }, indent: indent, after: position)
        case .list: inline("[]", after: position)
        case .map: inline("{}", after: position)
        case .string(let string): inline(YAML.scalar(string), after: position)
        case .int(let number): inline(String(number), after: position)
        case .bool(let flag): inline(flag ? "true" : "false", after: position)
        case .literalBlock(let string): writeLiteral(string, indent: indent, after: position)
        case .annotated(let string, let comment): inline("\(YAML.scalar(string)) # \(comment)", after: position)
        }
    }

    private mutating func writeEntries(
        _ entries: [(lead: String, position: Position, value: YAMLValue)], indent: Int, after position: Position
    ) {
        if position == .key { text += "\n" }
        for (index, entry) in entries.enumerated() {
            text += index == 0 && position == .dash ? " " : String(repeating: " ", count: indent)
            text += entry.lead
            write(entry.value, indent: indent + 2, after: entry.position)
        }
    }

    private mutating func inline(_ string: String, after position: Position) {
        text += (position == .lineStart ? "" : " ") + string + "\n"
    }

    private mutating func writeLiteral(_ string: String, indent: Int, after position: Position) {
        guard YAML.isLiteral(string) else { return inline(YAML.quoted(string), after: position) }
        var lines = string.split(separator: "\n", omittingEmptySubsequences: false)
        let endsInNewline = lines.last?.isEmpty == true
        if endsInNewline { lines.removeLast() }
        let chomping = endsInNewline ? (lines.last?.isEmpty == true ? "+" : "") : "-"
        let needsIndicator = lines.first?.unicodeScalars.first.map { $0 == " " || $0 == "\t" } ?? true
        // The indicator counts from the parent's indentation, which is two less, and -1 for the document itself.
        let indent = max(indent, 2)
        inline("|" + (needsIndicator ? "2" : "") + chomping, after: position)
        for line in lines {
            text += (line.isEmpty ? "" : String(repeating: " ", count: indent) + line) + "\n"
        }
    }
}

extension YAML {
    /// The string as a plain scalar if no reader can misread it, else in double quotes.
    static func scalar(_ string: String) -> String {
        isPlain(string) ? string : quoted(string)
    }

    private static func isPlain(_ string: String) -> Bool {
        guard let first = string.unicodeScalars.first, isLetter(first) || first == "/" || first == "_" else {
            return false
        }
        let isSafe = string.unicodeScalars.allSatisfy {
            isLetter($0) || ("0"..."9").contains($0) || "/_.-".unicodeScalars.contains($0)
        }
        return isSafe && !reservedWords.contains(string.lowercased())
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    /// What YAML 1.1 or 1.2 reads as a boolean or null.
    private static let reservedWords: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]

    /// The string as a scalar between double quotes, on one line.
    public static func quoted(_ string: String) -> String {
        var quoted = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            default:
                if isPrintable(scalar) {
                    quoted.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    let (letter, width) = scalar.value > 0xFFFF ? ("U", 8) : ("u", 4)
                    quoted += "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
                }
            }
        }
        return quoted + "\""
    }

    fileprivate static func isLiteral(_ string: String) -> Bool {
        string.unicodeScalars.contains { $0 != "\n" }
            && string.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || isPrintable($0) }
    }

    /// Printable in YAML 1.1 and 1.2, and a line break in neither (U+0085, U+2028 and U+2029 are one in 1.1).
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
