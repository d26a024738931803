import Text

/// A file of `NAME=value` lines as Compose's `env_file` reads it (compose-go's dotenv), with values in it.
struct EnvironmentFile {
    private let file: FileText
    private var index = 0
    private var output = ""

    init(_ pieces: [FilePiece]) { file = FileText(pieces) }

    func render() throws(UnfitValue) -> String {
        var copy = self
        while copy.next != nil { try copy.line() }
        return copy.output
    }

    private mutating func line() throws(UnfitValue) {
        copyWhile { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
        if next == .scalar("#") { return restOfLine() }
        copyWhile { $0 != "=" && $0 != ":" && $0 != "\n" }
        if case .value(let piece) = next {
            throw UnfitValue(
                piece: piece, reason: "it is in a variable's name",
                help: "write the name literally, and the value after `=`")
        }
        guard next == .scalar("=") || next == .scalar(":") else { return restOfLine() }
        copy()
        copyWhile { $0 == " " || $0 == "\t" }
        switch next {
        case .scalar("\""): try doubleQuoted()
        case .scalar("'"): try singleQuoted()
        default: try unquoted()
        }
        restOfLine()
    }

    private var next: FileText.Unit? { index < file.units.count ? file.units[index] : nil }

    private mutating func copy() {
        if case .scalar(let scalar) = next { output.unicodeScalars.append(scalar) }
        index += 1
    }

    private mutating func copyWhile(_ isWanted: (Unicode.Scalar) -> Bool) {
        while case .scalar(let scalar) = next, isWanted(scalar) { copy() }
    }

    /// A comment, or text after a closing quote.
    private mutating func restOfLine() {
        while let unit = next {
            if case .value(let piece) = unit { output += VisibleText.line(file.text(of: piece)) }
            copy()
            if unit == .scalar("\n") { return }
        }
    }

    /// The reader expands and unescapes it, so values are escaped and the publisher's own `$` still works.
    private mutating func doubleQuoted() throws(UnfitValue) {
        copy()
        var expansion = Expansion()
        while let unit = next {
            switch unit {
            case .scalar("\\"):
                copy()
                copy()
                expansion.passText()
            case .scalar(let scalar):
                copy()
                if scalar == "\"" { return }
                expansion.pass(scalar)
            case .value(let piece):
                if expansion.takesLetters { throw Expansion.problem(piece) }
                output += DotEnv.escaped(file.text(of: piece))
                index += 1
            }
        }
    }

    /// Literal, up to the next single quote.
    private mutating func singleQuoted() throws(UnfitValue) {
        // If there is no closing quote, the reader reports it.
        guard let end = file.units[(index + 1)...].firstIndex(of: .scalar("'")) else { return }
        let range = (index + 1)..<end
        if try put(range, expands: false) { index = end + 1 } else { while index <= end { copy() } }
    }

    /// Up to the end of the line or a comment; the reader expands variables in it.
    private mutating func unquoted() throws(UnfitValue) {
        var end = index
        while end < file.units.count, file.units[end] != .scalar("\n"), file.units[end] != .scalar("\r") {
            if file.units[end] == .scalar("#"), end > index, isSpace(end - 1) { break }
            end += 1
        }
        while end > index, isSpace(end - 1) { end -= 1 }
        if try put(index..<end, expands: true) { index = end } else { while index < end { copy() } }
    }

    private func isSpace(_ index: Int) -> Bool {
        file.units[index] == .scalar(" ") || file.units[index] == .scalar("\t")
    }

    /// Writes the units as one quoted value.
    ///
    /// - Returns: Whether it did. The publisher's text without a value stays unchanged.
    private mutating func put(_ range: Range<Int>, expands: Bool) throws(UnfitValue) -> Bool {
        let units = file.units[range]
        let values = units.compactMap { if case .value(let piece) = $0 { piece } else { nil } }
        guard let first = values.first else { return false }
        if units.contains(.scalar("\\")) {
            throw UnfitValue(
                piece: first, reason: "it is next to a backslash",
                help: "write the whole value in double quotes, where `\\\\` is a backslash")
        }
        var (plain, escaped) = ("", "")
        var expansion = Expansion()
        for unit in units {
            switch unit {
            case .scalar(let scalar):
                plain.unicodeScalars.append(scalar)
                escaped += scalar == "$" ? "$" : DotEnv.escaped(String(scalar))
                expansion.pass(scalar)
            case .value(let piece):
                if expands, expansion.takesLetters { throw Expansion.problem(piece) }
                plain += file.text(of: piece)
                escaped += DotEnv.escaped(file.text(of: piece))
            }
        }
        output += expands && units.contains(.scalar("$")) ? "\"\(escaped)\"" : DotEnv.quoted(plain)
        return true
    }
}
