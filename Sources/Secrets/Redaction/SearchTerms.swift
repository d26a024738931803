import Plan

/// What a text is searched for on account of one secret value. Percent-encoding and backslash escapes are undone in the
/// text (``TextView``), so that they need no terms.
enum SearchTerms {
    /// Bytes. A shorter value counts where it stands by itself, down to ``shortestAlone``.
    static let shortest = 6
    static let shortestAlone = 4
    /// Of a connection string.
    static let shortestPart = 8

    static func of(_ value: String) -> Set<[UInt8]> {
        let parts = ConnectionString.secretParts(of: value).filter { $0.utf8.count >= shortestPart }
        var terms: Set<[UInt8]> = []
        for text in [value] + parts {
            terms.formUnion([Array(text.utf8)] + shellForms(text) + base64Forms(Array(text.utf8)))
        }
        terms.formUnion(lines(of: value))
        return terms.filter { $0.count >= shortestAlone }
    }

    /// Each line of a value that has several, but for those that say where a key begins and ends.
    private static func lines(of value: String) -> [[UInt8]] {
        let lines = value.utf8.split { $0 == 0x0a || $0 == 0x0d }
        guard lines.count > 1 || value.utf8.last == 0x0a else { return [] }
        return lines.map { Array($0.trimmingSpaces) }
            .filter { $0.count >= shortest && !$0.starts(with: "-----".utf8) }
    }

    /// Between single quotes, where a single quote of the value's cannot stand.
    private static func shellForms(_ text: String) -> [[UInt8]] {
        let bytes = Array(text.utf8)
        let quote = UInt8(ascii: "'")
        guard bytes.contains(quote) else { return [] }
        return [#"'\''"#, #"'"'"'"#].map { form in bytes.flatMap { $0 == quote ? Array(form.utf8) : [$0] } }
    }

    /// The value in base64 in either alphabet, wherever it stands in what was encoded: the characters that hold bits of
    /// its neighbours are left out. And the lines of an encoding that was wrapped, as `base64` and PEM do.
    private static func base64Forms(_ bytes: [UInt8]) -> [[UInt8]] {
        guard bytes.count >= shortest else { return [] }
        var forms = (0..<3).compactMap { offset -> [UInt8]? in
            let encoded = Array(Base64.encode([UInt8](repeating: 0, count: offset) + bytes).utf8)
            let end = (offset + bytes.count) * 8 / 6
            let start = (offset * 8 + 5) / 6
            return end - start >= shortest ? Array(encoded[start..<end]) : nil
        }
        let whole = Array(Base64.encode(bytes).utf8)
        forms.append(whole)
        for width in [64, 76] where whole.count > width {
            forms += stride(from: 0, to: whole.count, by: width).map { Array(whole[$0..<min($0 + width, whole.count)]) }
                .filter { $0.count >= shortestPart }
        }
        return forms + forms.map { $0.map { $0 == UInt8(ascii: "+") ? 0x2d : $0 == UInt8(ascii: "/") ? 0x5f : $0 } }
    }
}

extension Substring.UTF8View {
    fileprivate var trimmingSpaces: Substring.UTF8View.SubSequence {
        let rest = drop { $0 == 0x20 || $0 == 0x09 }
        return rest[..<(rest.lastIndex { $0 != 0x20 && $0 != 0x09 }.map(rest.index(after:)) ?? rest.startIndex)]
    }
}
