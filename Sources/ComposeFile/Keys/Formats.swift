import Text

extension ComposeKeys.Format {
    struct Problem {
        var message: String
        var help: String
    }

    /// Nil where Compose takes the text, or where a variable is in it.
    func problem(with text: String) -> Problem? {
        guard self.isName || !text.utf8.contains(UInt8(ascii: "$")) else { return nil }
        switch self {
        case .any: return nil
        case .word(let words):
            guard !words.contains(text) else { return nil }
            let longer = words.filter { $0.hasSuffix("_" + text) }
            return Problem(
                message: "Compose does not know the word `\(text)` here",
                help: longer.count == 1
                    ? "write `\(longer[0])`" : Suggestion.help(for: text, among: words, what: "word"))
        case .duration:
            return Self.isDuration(text)
                ? nil : Problem(message: "`\(text)` is no duration", help: "write such as 30s or 1m30s")
        case .size:
            return Self.isSize(text) ? nil : Problem(message: "`\(text)` is no size", help: "write such as 512m or 2g")
        case .integer:
            return Int(text) == nil && Double(text) == nil && !text.hasPrefix("0x") && !text.hasPrefix("0o")
                ? Problem(message: "`\(text)` is no whole number", help: "write digits") : nil
        case .decimal:
            return Double(text) == nil ? Problem(message: "`\(text)` is no number", help: "write such as 0.5") : nil
        case .flag:
            let words = ["true", "false", "y", "yes", "on", "n", "no", "off"]
            return words.contains(text.lowercased())
                ? nil : Problem(message: "`\(text)` is neither true nor false", help: "write true or false")
        case .name:
            let isPlain = text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "._-".utf8.contains(byte)
            }
            return isPlain && !text.isEmpty
                ? nil
                : Problem(
                    message: "`\(text)` cannot be a name here", help: "use letters, digits, and `.`, `_`, `-`")
        }
    }

    private var isName: Bool { if case .name = self { true } else { false } }

    /// As Go's `time.ParseDuration` reads it.
    private static func isDuration(_ text: String) -> Bool {
        var rest = text[...]
        if rest.hasPrefix("+") || rest.hasPrefix("-") { rest = rest.dropFirst() }
        if rest == "0" { return true }
        guard !rest.isEmpty else { return false }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            guard number.contains(where: \.isNumber), number.count(where: { $0 == "." }) < 2 else { return false }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { !($0.isASCII && $0.isNumber) && $0 != "." }
            guard ["ns", "us", "µs", "μs", "ms", "s", "m", "h"].contains(String(unit)) else { return false }
            rest = rest.dropFirst(unit.count)
        }
        return true
    }

    /// As github.com/docker/go-units reads it.
    private static func isSize(_ text: String) -> Bool {
        var rest = text.lowercased()[...]
        if rest.hasPrefix("-") { rest = rest.dropFirst() }
        let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        guard Double(number) != nil else { return false }
        rest = rest.dropFirst(number.count)
        if rest.hasPrefix(" ") { rest = rest.dropFirst() }
        if let unit = rest.first, "kmgtpe".contains(unit) { rest = rest.dropFirst() }
        return ["", "b", "ib", "i"].contains(String(rest))
    }
}
