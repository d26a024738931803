extension StringProtocol {
    /// Without the white space around it, or nil where that leaves nothing.
    var word: String? {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return nil }
        return String(self[first...last])
    }

    /// The lines that are not blank, each without the white space around it.
    var lines: [String] {
        split(whereSeparator: \.isNewline).compactMap(\.word)
    }

    /// What stands before the first slash: an address without its prefix length.
    var withoutPrefixLength: String {
        String(prefix { $0 != "/" })
    }
}
