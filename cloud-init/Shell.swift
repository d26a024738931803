import Text

/// Text that is safe in a POSIX shell.
public enum Shell {
    /// One shell word with exactly this text.
    public static func quote(_ text: String) -> String {
        "\"" + text.escaping(["\\": "\\\\", "\"": "\\\"", "$": "\\$", "`": "\\`"]) + "\""
    }

    /// The text on one line, for use in a comment.
    static func singleLine(_ text: String) -> String {
        VisibleText.line(text)
    }

    /// Indents every line that is not empty.
    static func indented(_ text: String, by count: Int = 4) -> String {
        let indent = String(repeating: " ", count: count)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : indent + $0 }
            .joined(separator: "\n")
    }
}
