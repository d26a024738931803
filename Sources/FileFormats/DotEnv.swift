import Text

/// A `.env` file as Docker Compose reads it (compose-go's dotenv).
public enum DotEnv {
    /// One line that gives exactly this value, whatever its characters.
    public static func line(_ name: String, _ value: String) -> String { "\(name)=\(quoted(value))\n" }

    /// Compose's reader takes text in single quotes literally, even over several lines, but such text cannot contain a
    /// single quote. In double quotes it expands `$` and reads escapes.
    static func quoted(_ value: String) -> String {
        // Compare scalars: a quote followed by a combining accent is another Character, but still a quote for Compose.
        let needsEscapes = value.unicodeScalars.contains { "'\n\r\\".unicodeScalars.contains($0) }
        return needsEscapes ? "\"\(escaped(value))\"" : "'\(value)'"
    }

    /// The value between double quotes.
    static func escaped(_ value: String) -> String {
        value.escaping(["\\": "\\\\", "\"": "\\\"", "$": "\\$", "\n": "\\n", "\r": "\\r"])
    }
}
