import Text

/// Text that is safe in a POSIX shell.
public enum Shell {
    /// One shell word with exactly this text.
    public static func quote(_ text: String) -> String {
        "\"" + replacing(text) { ["\\", "\"", "$", "`"].contains($0) ? "\\\($0)" : nil } + "\""
    }

    /// The text on one line, for use in a comment.
    static func singleLine(_ text: String) -> String {
        VisibleText.line(text)
    }

    /// The text with some scalars replaced. A `Character` would hide a quote that is followed by a combining accent.
    static func replacing(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
        text.unicodeScalars.map { replacement($0) ?? String($0) }.joined()
    }

    /// Indents every line that is not empty.
    static func indented(_ text: String, by count: Int = 4) -> String {
        let indent = String(repeating: " ", count: count)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : indent + $0 }
            .joined(separator: "\n")
    }
}
