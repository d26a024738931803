extension Diagnostic {
    /// The finding as readable text: message, place, the line with a caret, and the help. Ends in a newline.
    ///
    /// - Parameters:
    ///   - source: The file's text, if it could be read.
    ///   - color: Whether the terminal shows colours.
    public func render(source: SourceText?, color: Bool) -> String {
        let style = Style(isOn: color)
        let severityCode = severity == .error ? "1;31" : "1;33"
        let gutter = String(repeating: " ", count: String(mark.line).count)
        var text = style.paint("\(severity.rawValue):", severityCode) + " " + style.paint(message, "1") + "\n"
        text += gutter + style.paint("-->", "34") + " \(file):\(mark.line):\(mark.column)\n"
        if let line = source?.line(mark.line), !line.isEmpty {
            let excerpt = Excerpt(line: line, column: mark.column, length: length)
            let bar = style.paint("|", "34")
            text += "\(gutter) \(bar)\n"
            text += "\(style.paint(String(mark.line), "34")) \(bar) \(excerpt.text)\n"
            text += "\(gutter) \(bar) \(excerpt.padding)\(style.paint(excerpt.caret, severityCode))\n"
        }
        if let help { text += style.paint("help:", "1;36") + " \(help)\n" }
        return text
    }
}

private struct Style {
    let isOn: Bool

    func paint(_ text: String, _ code: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

/// The part of a line around a column, made safe to print, with a caret under it.
struct Excerpt {
    static let window = 100

    private(set) var text = ""
    private(set) var padding = ""
    private(set) var caret = ""

    /// - Parameters:
    ///   - column: Counts from 1.
    ///   - length: How many scalars to underline.
    init(line: [Unicode.Scalar], column: Int, length: Int) {
        let caretStart = min(max(column - 1, 0), line.count)
        let first = line.count <= Self.window ? 0 : max(0, min(caretStart - Self.window / 4, line.count - Self.window))
        let last = min(line.count, first + Self.window)
        if first > 0 {
            text = "…"
            padding = " "
        }
        for index in first..<last {
            let shown = Self.shown(line[index])
            text += shown.text
            if index < caretStart {
                padding += String(repeating: " ", count: shown.width)
            } else if index < caretStart + length {
                caret += String(repeating: "^", count: shown.width)
            }
        }
        if last < line.count { text += "…" }
        if caret.isEmpty { caret = "^" }
    }

    private static func shown(_ scalar: Unicode.Scalar) -> (text: String, width: Int) {
        switch scalar.properties.generalCategory {
        case .control where scalar == "\t": (" ", 1)
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: ("\u{FFFD}", 1)
        case .nonspacingMark, .enclosingMark: (String(scalar), 0)
        default: (String(scalar), isWide(scalar) ? 2 : 1)
        }
    }

    /// Whether a terminal shows the character in two cells: the wide blocks of Unicode's East Asian Width.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
            0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
