import COpenSSL

/// The kinds that are nothing but characters.
enum RandomText {
    /// Starts with a letter, so that no program takes it for an option.
    static func password(_ length: Int, symbols: Bool) throws -> [UInt8] {
        let classes = Alphabet.legible + (symbols ? [Alphabet.harmlessSymbols] : [])
        let letters = Alphabet.legible[0] + Alphabet.legible[1]
        let alphabet = classes.flatMap { $0 }
        // Drawing the whole password again keeps every valid one as likely as any other.
        while true {
            let candidate = try Random.characters(length, of: alphabet)
            let isValid = classes.allSatisfy { !Set($0).isDisjoint(with: candidate) } && letters.contains(candidate[0])
            if isValid || length < classes.count { return candidate }
        }
    }

    /// The check is that of GitHub's tokens: CRC-32 of the random characters in six digits of base 62.
    static func token(prefix: String, length: Int) throws -> [UInt8] {
        let random = try Random.characters(length, of: Alphabet.alphanumeric)
        var check = Int(crc32(random))
        var digits: [UInt8] = []
        for _ in 0..<6 {
            digits.insert(Alphabet.alphanumeric[check % 62], at: 0)
            check /= 62
        }
        return Array(prefix.utf8) + random + digits
    }

    /// The CRC of zlib and Ethernet, bit by bit: it is asked for once a machine.
    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
        }
    }

    static func uuid() throws -> [UInt8] {
        var bytes = try Random.bytes(16)
        // RFC 9562, version 4 and its variant.
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        let digits = TextEncodings.hex(bytes)
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { digits[$0] }
        return Array(groups.joined(separator: Array("-".utf8)))
    }
}
