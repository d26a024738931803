extension String {
    /// The text with some scalars replaced, for a syntax in which they mean something.
    ///
    /// `replacing` compares characters: it would pass over a quote that is followed by a combining accent, which every
    /// other program reads as a quote.
    public func escaping(_ replacements: [Unicode.Scalar: String]) -> String {
        unicodeScalars.reduce(into: "") { text, scalar in
            if let replacement = replacements[scalar] {
                text += replacement
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
    }
}
