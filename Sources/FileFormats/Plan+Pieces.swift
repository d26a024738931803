import Plan

/// A template's values in a file of its format.
extension Plan {
    /// The pieces of a file: the publisher's text and the values between it.
    ///
    /// - Parameter value: Gives a part's value.
    public func pieces(
        of template: Template, value: (Template.Part) throws -> String
    ) rethrows -> [FilePiece] {
        try template.parts.map { part in
            if case .text(let text) = part { return .text(text) }
            return .value(try value(part), isWord: isWord(part))
        }
    }

    /// Whether the value is a number or a boolean, which formats write without quotes.
    private func isWord(_ part: Template.Part) -> Bool {
        guard case .parameter(let name) = part else { return false }
        return parameters.first { $0.name == name }?.kind.isWord ?? false
    }
}
