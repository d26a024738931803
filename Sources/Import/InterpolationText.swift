import ComposeFile

extension Interpolation {
    /// The text of parts without variables.
    static func literal(_ parts: [Part]) -> String? {
        var text = ""
        for part in parts {
            guard case .text(let piece) = part else { return nil }
            text += piece
        }
        return text
    }

    /// A text without variables, with each `$$` as `$`; nil for one that has variables.
    static func literal(of text: String) -> String? { literal(Interpolation(text).parts) }

    /// As Compose reads it back.
    static func escaped(_ text: String) -> String {
        text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$")
    }
}
