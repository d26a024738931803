import Text

extension ComposeKeys.Format {
    struct Problem {
        var message: String
        var help: String
    }

    /// Nil where Compose takes the text.
    ///
    /// - Parameters:
    ///   - text: With its variables filled in.
    ///   - isNumber: Whether it is a number in YAML, so that Compose does not read it as text.
    func problem(with text: String, isNumber: Bool = false) -> Problem? {
        switch self {
        case .natural, .naturalSize:
            if text.hasPrefix("-") {
                return Problem(message: "`\(text)` is less than 0", help: "write a number from 0 on")
            }
        case .bounded(let range):
            if let number = Int(text), !range.contains(number) {
                return Problem(
                    message: "`\(text)` is out of range",
                    help: "write a number from \(range.lowerBound) to \(range.upperBound)")
            }
        default: break
        }
        guard !isNumber else { return nil }
        switch self {
        case .any: return nil
        case .filled:
            return text.isEmpty ? Problem(message: "the text is empty", help: "fill it in, or remove the key") : nil
        case .pullPolicy:
            let words = ["always", "never", "if_not_present", "missing", "build", "refresh", "daily", "weekly"]
            guard !words.contains(text), !(text.hasPrefix("every_") && text.utf8.count > 7) else { return nil }
            return Problem(
                message: "Compose does not know the pull policy `\(text)`",
                help: Suggestion.help(for: text, among: words, what: "word"))
        case .count:
            return text.lowercased() == "all" || Int(text) != nil
                ? nil : Problem(message: "`\(text)` is no count", help: "write a whole number, or all")
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
        case .size, .naturalSize:
            return Self.isSize(text) ? nil : Problem(message: "`\(text)` is no size", help: "write such as 512m or 2g")
        case .integer, .natural, .bounded:
            return Int(text) == nil && !text.hasPrefix("0x") && !text.hasPrefix("0o")
                ? Problem(message: "`\(text)` is no whole number", help: "write digits") : nil
        case .decimal:
            return Double(text.filter { $0 != "_" }) == nil
                ? Problem(message: "`\(text)` is no number", help: "write such as 0.5") : nil
        case .flag:
            return Flag.yes.union(Flag.no).contains(text.lowercased())
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
