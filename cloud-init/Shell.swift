import Text

/// Text made safe for a POSIX shell.
public enum Shell {
    /// One word that the shell takes as exactly this text.
    public static func quote(_ text: String) -> String {
        "\"" + replacing(text) { ["\\", "\"", "$", "`"].contains($0) ? "\\\($0)" : nil } + "\""
    }

    /// The text on one line, for a place where only a comment's line ends it.
    static func singleLine(_ text: String) -> String {
        VisibleText.line(text)
    }

    /// The text with some scalars replaced. A `Character` would hide a quote that has an accent behind it.
    static func replacing(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
        text.unicodeScalars.map { replacement($0) ?? String($0) }.joined()
    }

    /// Every line that is not empty, moved to the right.
    static func indented(_ text: String, by count: Int = 4) -> String {
        let indent = String(repeating: " ", count: count)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : indent + $0 }
            .joined(separator: "\n")
    }
}
