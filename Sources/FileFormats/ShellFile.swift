import Text

/// A script for a POSIX shell, or settings that a shell reads, with values in it. Each value stays one word, or part of
/// one.
struct ShellFile {
    private enum Quoting { case none, single, double, comment }

    private let file: FileText
    private var output = ""
    private var quoting = Quoting.none
    private var expansion = Expansion()
    /// A scalar that begins its word.
    private var isWordStart = true
    private var isEscape = false
    private var previous: Unicode.Scalar?
    /// Why no value can be written at this place.
    private var obstacle: String?

    init(_ pieces: [FilePiece]) { file = FileText(pieces) }

    func render() throws(UnfitValue) -> String {
        var copy = self
        for unit in file.units {
            switch unit {
            case .scalar(let scalar): copy.pass(scalar)
            case .value(let piece): try copy.put(piece)
            }
        }
        return copy.output
    }

    private mutating func pass(_ scalar: Unicode.Scalar) {
        output.unicodeScalars.append(scalar)
        defer { previous = scalar }
        if isEscape {
            isEscape = false
            isWordStart = false
            return expansion.passText()
        }
        switch quoting {
        case .comment: if scalar == "\n" { (quoting, isWordStart) = (.none, true) }
        case .single: if scalar == "'" { quoting = .none }
        case .double:
            if scalar == "\"" { quoting = .none }
            passExpanded(scalar)
        case .none:
            if scalar == "#", isWordStart {
                quoting = .comment
                return
            }
            if scalar == "'" { quoting = .single }
            if scalar == "\"" { quoting = .double }
            if scalar == "'", previous == "$" { obstacle = "after `$'`, which not every shell knows" }
            if scalar == "<", previous == "<" { obstacle = "after `<<`, a here-document" }
            passExpanded(scalar)
            isWordStart = " \t\n;&|()<>".unicodeScalars.contains(scalar)
        }
    }

    private mutating func passExpanded(_ scalar: Unicode.Scalar) {
        if scalar == "\\" { isEscape = true }
        if scalar == "`" || scalar == "(" && previous == "$" { obstacle = "after a command substitution" }
        expansion.pass(scalar)
    }

    private mutating func put(_ piece: Int) throws(UnfitValue) {
        let text = file.text(of: piece)
        if quoting == .comment {
            output += VisibleText.line(text)
            return
        }
        if let obstacle {
            throw UnfitValue(
                piece: piece, reason: "it is \(obstacle)",
                help: "put it into a variable on an earlier line, and use that here")
        }
        if isEscape {
            throw UnfitValue(piece: piece, reason: "it is right after a backslash", help: "quote what is before it")
        }
        let isPart = quoting == .double ? expansion.takesLetters : expansion.isBegun
        if quoting != .single, isPart { throw Expansion.problem(piece) }
        switch quoting {
        case .none: output += "'" + Self.singleQuoted(text) + "'"
        case .single: output += Self.singleQuoted(text)
        case .double:
            output += text.escaping(["\\": "\\\\", "\"": "\\\"", "$": "\\$", "`": "\\`"])
        case .comment: break
        }
        isWordStart = false
        previous = nil
    }

    private static func singleQuoted(_ text: String) -> String {
        text.escaping(["'": #"'\''"#])
    }
}
