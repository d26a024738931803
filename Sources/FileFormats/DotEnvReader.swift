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
        case "\"": return expanded(try readQuoted("\""), readsEscapes: true)
        default:
            let text = take { !Self.isLineEnd($0) }
            // A comment begins after white space.
            let bare = text.firstRange(of: " #").map { String(text[..<$0.lowerBound]) } ?? text
            return expanded(Self.trimmed(bare.hasPrefix("#") ? "" : bare), readsEscapes: false)
        }
    }

    /// What is between quotes, over several lines too, with its escapes.
    private mutating func readQuoted(_ quote: Unicode.Scalar) throws(Problem) -> String {
        let start = line
        rest.removeFirst()
        var text = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if Self.isLineEnd(scalar) { line += 1 }
            if scalar == quote {
                skip { !Self.isLineEnd($0) }
                return String(text)
            }
            text.append(scalar)
            if scalar == "\\", let next = rest.first, next == quote || (quote == "\"" && next == "\\") {
                text.append(next)
                rest.removeFirst()
            }
        }
        throw Problem(line: start)
    }

    /// With variables and, where they count, escapes replaced.
    private func expanded(_ text: String, readsEscapes: Bool) -> String {
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "\\", readsEscapes || rest.first == "$", let next = rest.popFirst() {
                switch next {
                case "n": result.append("\n")
                case "r": result.append("\r")
                case "t": result.append("\t")
                case "\"", "\\", "$": result.append(next)
                default: result.append(contentsOf: ["\\", next])
                }
            } else if scalar == "$", let value = variable(&rest) {
                result.append(contentsOf: value.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// `NAME`, `{NAME}`, `{NAME:-default}` or `{NAME-default}` after a dollar sign; nil where it is none.
    private func variable(_ rest: inout Substring.UnicodeScalarView) -> String? {
        guard rest.first == "{" else {
            let name = String(rest.prefix(while: Self.isNamePart))
            guard Self.isName(name) else { return nil }
            rest.removeFirst(name.unicodeScalars.count)
            return values[name] ?? ""
        }
        guard let end = rest.firstIndex(of: "}") else { return nil }
        let inside = rest[rest.index(after: rest.startIndex)..<end]
        let name = String(inside.prefix(while: Self.isNamePart))
        guard Self.isName(name) else { return nil }
        var standIn = String(inside.dropFirst(name.unicodeScalars.count))
        guard standIn.isEmpty || standIn.hasPrefix("-") || standIn.hasPrefix(":-") else { return nil }
        standIn.removeFirst(standIn.hasPrefix(":-") ? 2 : standIn.isEmpty ? 0 : 1)
        rest = rest[rest.index(after: end)...]
        return values[name].flatMap { $0.isEmpty ? nil : $0 } ?? standIn
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
