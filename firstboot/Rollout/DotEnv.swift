import Docker

/// A `.env` file as Docker Compose reads it.
package enum DotEnv {
    /// One line that gives exactly this value, whatever its characters.
    ///
    /// Compose's reader (compose-go's dotenv) takes what is between single quotes as it is, over several lines
    /// too, but has no way to put a single quote there. Between double quotes it expands `$` and reads escapes.
    package static func line(_ name: String, _ value: String) -> String {
        // Scalars: with an accent behind it a quote is another Character, and still a quote to Compose.
        if !value.unicodeScalars.contains(where: { "'\n\r\\".unicodeScalars.contains($0) }) {
            return "\(name)='\(value)'\n"
        }
        var quoted = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": quoted += "\\\\"
            case "\"": quoted += "\\\""
            case "$": quoted += "\\$"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return "\(name)=\"\(quoted)\"\n"
    }
}
