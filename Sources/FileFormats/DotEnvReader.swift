import Text

/// Reads `.env` files as Docker Compose does, those that ``DotEnv`` writes and those written by hand.
///
/// Source: compose-go, dotenv/parser.go and godotenv.go.
public struct DotEnvReader {
    /// The number of a line that Compose would refuse.
    public struct Problem: Error { public var line: Int }

    private var rest: Substring.UnicodeScalarView
    private var line = 1
    private var values: [String: String] = [:]

    /// The values by name; of a name that is there twice, the last.
    ///
    /// - Throws: The first line that Compose would refuse.
    public static func read(_ text: String) throws(Problem) -> [String: String] {
        // Windows' editors begin a file with a byte order mark.
        var reader = DotEnvReader(rest: (text.hasPrefix("\u{feff}") ? text.dropFirst() : text[...]).unicodeScalars)
        while try reader.readEntry() {}
        return reader.values
    }

    private init(rest: Substring.UnicodeScalarView) { self.rest = rest }

    /// - Returns: Whether there was one.
    private mutating func readEntry() throws(Problem) -> Bool {
        skip { $0.properties.isWhitespace }
        guard let first = rest.first else { return false }
        if first == "#" {
            skip { !Self.isLineEnd($0) }
            return true
        }
        var name = take { !"=:\n\r".unicodeScalars.contains($0) }
        if name.hasPrefix("export ") { name.removeFirst("export ".count) }
        name = Self.trimmed(name)
        guard rest.first == "=" || rest.first == ":" else {
            // A name alone takes its value from the shell, where there is one.
            guard Self.isName(name) else { throw Problem(line: line) }
            return true
        }
        guard Self.isName(name) else { throw Problem(line: line) }
        rest.removeFirst()
        skip { $0 == " " || $0 == "\t" }
        values[name] = try readValue()
        return true
    }

    private mutating func readValue() throws(Problem) -> String {
        switch rest.first {
        case "'":
            let text = try readQuoted("'")
            return text
        case "\"": return try expanded(try readQuoted("\""), readsEscapes: true)
        default:
            let text = take { !Self.isLineEnd($0) }
            // A comment begins after white space.
            let bare = text.firstRange(of: " #").map { String(text[..<$0.lowerBound]) } ?? text
            return try expanded(Self.trimmed(bare.hasPrefix("#") ? "" : bare), readsEscapes: false)
        }
    }

    /// What is between quotes, over several lines too, with its escapes.
    private mutating func readQuoted(_ quote: Unicode.Scalar) throws(Problem) -> String {
        let start = line
        rest.removeFirst()
        var text = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if Self.isLineEnd(scalar) { line += 1 }
            // What follows on the line is read as one of its own, as Compose does it.
            if scalar == quote { return String(text) }
            text.append(scalar)
            if scalar == "\\", let next = rest.first, next == quote || (quote == "\"" && next == "\\") {
                text.append(next)
                rest.removeFirst()
            }
        }
        throw Problem(line: start)
    }

    /// With variables and, where they count, escapes replaced.
    ///
    /// - Throws: For what Compose's versions read in different ways, too.
    private func expanded(_ text: String, readsEscapes: Bool) throws(Problem) -> String {
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "\\", !readsEscapes, rest.first == "$" { throw Problem(line: line) }
            if scalar == "\\", readsEscapes, let next = rest.popFirst() {
                switch next {
                case "n": result.append("\n")
                case "r": result.append("\r")
                case "t": result.append("\t")
                case "\"", "\\", "$": result.append(next)
                default: result.append(contentsOf: ["\\", next])
                }
            } else if scalar == "$", rest.first == "$" {
                rest.removeFirst()
                result.append("$")
            } else if scalar == "$", let value = try variable(&rest) {
                result.append(contentsOf: value.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// What follows a dollar sign: `NAME`, or in braces `NAME`, `NAME:-default`, `NAME:?message` or `NAME:+other`, each
    /// also without the colon; nil where it is none of them.
    private func variable(_ rest: inout Substring.UnicodeScalarView) throws(Problem) -> String? {
        guard rest.first == "{" else {
            let name = String(rest.prefix(while: Self.isNamePart))
            guard Self.isName(name) else { return nil }
            rest.removeFirst(name.unicodeScalars.count)
            return values[name] ?? ""
        }
        rest.removeFirst()
        let inside = try braced(&rest)
        let name = String(inside.prefix(while: Self.isNamePart))
        guard Self.isName(name) else { throw Problem(line: line) }
        var operation = inside.dropFirst(name.unicodeScalars.count)
        let needsText = operation.first == ":"
        if needsText { operation = operation.dropFirst() }
        let value = values[name].flatMap { needsText && $0.isEmpty ? nil : $0 }
        let other = String(operation.dropFirst())
        switch operation.first {
        case nil where !needsText: return values[name] ?? ""
        case "-":
            if let value { return value }
            return try expanded(other, readsEscapes: false)
        case "+": return value == nil ? "" : try expanded(other, readsEscapes: false)
        case "?": if let value { return value }
        default: break
        }
        throw Problem(line: line)
    }

    /// Up to the brace that closes the one before it.
    private func braced(_ rest: inout Substring.UnicodeScalarView) throws(Problem) -> Substring.UnicodeScalarView {
        let start = rest
        var depth = 1
        while let scalar = rest.popFirst() {
            if scalar == "{" { depth += 1 } else if scalar == "}" { depth -= 1 }
            if depth == 0 { return start[..<start.index(before: rest.startIndex)] }
        }
        throw Problem(line: line)
    }

    private mutating func skip(while isSkipped: (Unicode.Scalar) -> Bool) { _ = take(while: isSkipped) }

    private mutating func take(while isTaken: (Unicode.Scalar) -> Bool) -> String {
        let taken = rest.prefix(while: isTaken)
        line += taken.count { $0 == "\n" }
        rest = rest[taken.endIndex...]
        return String(taken)
    }

    private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\r" }
    private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
    }
    private static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, !("0"..."9").contains(first) else { return false }
        return text.unicodeScalars.allSatisfy { isNamePart($0) || $0 == "." || $0 == "-" }
    }
    private static func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
