/// Random damage to bytes: cut off, turned around, repeated, of another type, no longer text.
public struct Damage {
    private var numbers: SeededGenerator

    /// - Parameter seed: The same one does the same damage.
    public init(seed: UInt64) { numbers = SeededGenerator(seed: seed) }

    private static let tokens =
        [
            "{{", "}}", "{{ ", "${", "}", "[", "]", "{", "{\"", ": ", "- ", "&a ", "*a", "<<: ", "!!str ", "|\n", ">\n",
            "'", "\"", "\\u", "\t", "\0", "\u{FEFF}", "\u{2028}", "---\n", "...\n", "#", "%", "@", "..", "/",
            "99999999999999999999", "-1", "1e400", "null", "true", "[]", "{}", "~", "é",
        ].map { Array($0.utf8) } + [[0xFF, 0xFE, 0x00], [0xC3], [0xED, 0xA0, 0x80]]

    public mutating func of(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0...Int.random(in: 0..<4, using: &numbers) {
            let at = Int.random(in: 0..<max(bytes.count, 1), using: &numbers)
            let end = max(at, min(bytes.count, at + Int.random(in: 0..<40, using: &numbers)))
            guard at < bytes.count else {
                bytes += Self.tokens.randomElement(using: &numbers) ?? []
                continue
            }
            let token = Self.tokens.randomElement(using: &numbers) ?? []
            switch Int.random(in: 0..<8, using: &numbers) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &numbers)
            case 1: bytes.removeSubrange(at..<end)
            case 2: bytes.insert(contentsOf: bytes[at..<end], at: at)
            case 3: bytes.insert(contentsOf: token, at: at)
            case 4: bytes.replaceSubrange(at..<end, with: token)
            case 5: bytes.removeSubrange(at...)
            case 6: bytes.append(contentsOf: bytes[at...].prefix(1 << 16))
            default: swapLines(&bytes)
            }
        }
        return bytes
    }

    private mutating func swapLines(_ bytes: inout [UInt8]) {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        lines.swapAt(.random(in: lines.indices, using: &numbers), .random(in: lines.indices, using: &numbers))
        bytes = Array(lines.joined(separator: [0x0A]))
    }
}
