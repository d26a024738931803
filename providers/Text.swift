extension StringProtocol {
    /// Without the white space around it, or nil if that is empty.
    var word: String? {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return nil }
        return String(self[first...last])
    }

    /// The lines that are not blank, without the white space around them.
    var lines: [String] {
        split(whereSeparator: \.isNewline).compactMap(\.word)
    }

    /// The part before the first slash: an address without its prefix length.
    var withoutPrefixLength: String {
        String(prefix { $0 != "/" })
    }
}
