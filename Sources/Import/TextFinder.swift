/// Finds many texts in another at once, however many they are.
struct TextFinder {
    /// What has to stand around a text.
    enum Surroundings {
        /// No letter and no digit.
        case ends
        /// What may stand around a value, and not within a name, a path, a host or an address of mail.
        case ofValue
        /// As around the password in `scheme://user:password@host`.
        case ofPassword

        func fit(_ range: Range<Int>, in bytes: [UInt8]) -> Bool {
            let before = range.lowerBound > 0 ? bytes[range.lowerBound - 1] : nil
            let after = range.upperBound < bytes.count ? bytes[range.upperBound] : nil
            return switch self {
            case .ends: !Self.isWord(before) && !Self.isWord(after)
            case .ofValue: !Self.joins(before) && !Self.joins(after)
            case .ofPassword: before == UInt8(ascii: ":") && after == UInt8(ascii: "@")
            }
        }

        private static func joins(_ byte: UInt8?) -> Bool {
            isWord(byte) || byte.map { "-_./".utf8.contains($0) } ?? false
        }

        private static func isWord(_ byte: UInt8?) -> Bool {
            byte.map { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) } ?? false
        }
    }

    /// A trie: the next node by a node and a byte.
    private var next: [Int: Int] = [:]
    private var ends: Set<Int> = []

    init(_ texts: some Sequence<String>) {
        for text in texts where !text.isEmpty {
            var node = 0
            for byte in text.utf8 {
                let step = node << 8 | Int(byte)
                node = next[step] ?? next.count + 1
                next[step] = node
            }
            ends.insert(node)
        }
    }

    var isEmpty: Bool { ends.isEmpty }

    /// From left to right. Of several that begin in one place it is the longest.
    func places(in bytes: [UInt8], _ surroundings: Surroundings) -> [Range<Int>] {
        guard !isEmpty else { return [] }
        var found: [Range<Int>] = []
        var start = 0
        while start < bytes.count {
            if let end = end(from: start, in: bytes, surroundings) {
                found.append(start..<end)
                start = end
            } else {
                start += 1
            }
        }
        return found
    }

    private func end(from start: Int, in bytes: [UInt8], _ surroundings: Surroundings) -> Int? {
        var node = 0
        var longest: Int?
        for index in start..<bytes.count {
            guard let known = next[node << 8 | Int(bytes[index])] else { break }
            node = known
            if ends.contains(node), surroundings.fit(start..<index + 1, in: bytes) { longest = index + 1 }
        }
        return longest
    }
}
