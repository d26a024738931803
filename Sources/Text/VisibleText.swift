/// Text that people read, mostly on a terminal. There is one rule for it: every scalar must be visible as what it is.
/// Anything that moves the cursor, ends a line, or reorders or hides the text next to it is not visible.
public enum VisibleText {
    /// Whether a scalar is allowed in text for people: no control character (C0, DEL, C1), no line or paragraph
    /// separator, and no format character such as U+202E or U+200B. Two format characters may: the zero-width joiner
    /// and non-joiner, without which Persian, Hindi and many emoji cannot be written.
    ///
    /// Source: the general categories of the Unicode Character Database; UTS #39 on the same kinds.
    public static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7f { return scalar.value >= 0x20 }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return false
        case .format: return scalar == "\u{200c}" || scalar == "\u{200d}"
        default: return true
        }
    }

    /// Whether the text is one line, all of it visible.
    public static func isLine(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(isVisible) }

    /// Whether the text is lines of visible text: line breaks (LF, CR LF) and tabs are the only others in it.
    public static func isLines(_ text: String) -> Bool {
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if previous == "\r" && scalar != "\n" { return false }
            guard isVisible(scalar) || isSpace(scalar) || scalar == "\r" else { return false }
            previous = scalar
        }
        return previous != "\r"
    }

    /// The text without escape sequences and invisible characters, except tabs and line feeds.
    ///
    /// - Parameter keepingColors: Whether sequences that only choose a colour or a weight stay.
    public static func of(_ text: String, keepingColors: Bool = false) -> String {
        // Most texts are visible already, so large ones are not copied.
        if text.unicodeScalars.allSatisfy({ isVisible($0) || isSpace($0) }) { return text }
        let scalars = Array(text.unicodeScalars)
        var visible = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            if let end = EscapeSequence.end(in: scalars, from: index) {
                let sequence = scalars[index..<end]
                if keepingColors, EscapeSequence.isColor(sequence) { visible.append(contentsOf: sequence) }
                index = end
                continue
            }
            if isVisible(scalars[index]) || isSpace(scalars[index]) { visible.append(scalars[index]) }
            index += 1
        }
        return String(visible)
    }

    /// The same on one line: each line feed and tab becomes a space.
    public static func line(_ text: String) -> String {
        String(String.UnicodeScalarView(of(text).unicodeScalars.map { isSpace($0) ? " " : $0 }))
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\t" }
}
