/// Takes secrets out of text that others wrote, such as a service's log lines: the values themselves, each line of
/// those that have several, their forms in JSON, URLs, base64 and shells, and the passwords within connection URLs.
///
/// It takes time in proportion to the text, however many secrets there are.
public struct Redactor: Sendable {
    /// What stands where a secret stood.
    public static let mark = "[REDACTED]"

    /// Byte sequences by their first four bytes, the longest first.
    private let terms: [UInt32: [[UInt8]]]
    /// Whether any term begins with these two bytes.
    private var starts = [Bool](repeating: false, count: 1 << 16)
    private let width = 4

    public init(hiding values: some Sequence<String>) {
        let all = Set(values.flatMap(SearchTerms.of))
        terms = Dictionary(grouping: all) { Self.key($0[...]) }
            .mapValues { $0.sorted { ($1.count, $0.first ?? 0) < ($0.count, $1.first ?? 0) } }
        for term in all { starts[Int(term[0]) << 8 | Int(term[1])] = true }
    }

    public func callAsFunction(_ text: String) -> String {
        if terms.isEmpty { return text }
        let bytes = Array(text.utf8)
        var found: [Range<Int>] = []
        for view in TextView.all(of: bytes) { search(view, &found) }
        if found.isEmpty { return text }
        return Self.marking(found, in: bytes)
    }

    private func search(_ view: TextView, _ found: inout [Range<Int>]) {
        let bytes = view.bytes
        guard bytes.count >= width else { return }
        var index = 0
        while index <= bytes.count - width {
            defer { index += 1 }
            guard starts[Int(bytes[index]) << 8 | Int(bytes[index + 1])],
                let candidates = terms[Self.key(bytes[index...])],
                let term = candidates.first(where: { matches($0, in: bytes, at: index) })
            else { continue }
            found.append(view.origin(of: index..<(index + term.count)))
        }
    }

    private func matches(_ term: [UInt8], in bytes: [UInt8], at index: Int) -> Bool {
        let end = index + term.count
        guard end <= bytes.count, bytes[index..<end].elementsEqual(term) else { return false }
        // A short one is a secret only where it stands by itself; else it would blot out ordinary words.
        return term.count >= SearchTerms.shortest
            || (index == 0 || !bytes[index - 1].isWordPart) && (end == bytes.count || !bytes[end].isWordPart)
    }

    private static func key(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }

    /// Overlapping places become one.
    private static func marking(_ found: [Range<Int>], in bytes: [UInt8]) -> String {
        var redacted: [UInt8] = []
        var end = 0
        for range in found.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound >= end || end == 0 {
                redacted += bytes[end..<range.lowerBound]
                redacted += mark.utf8
            }
            end = max(end, range.upperBound)
        }
        return String(decoding: redacted + bytes[end...], as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isWordPart: Bool {
        self >= 0x80 || (0x30...0x39).contains(self) || (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self)
    }
}
