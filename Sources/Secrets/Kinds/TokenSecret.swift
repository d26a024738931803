import Glibc
import Plan
import Shapes

struct TokenSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "token",
        "Letters and digits, and six more with their CRC-32 in base 62 (digits, upper case, lower case), "
            + "as GitHub's tokens have it.",
        [
            Field("prefix", .text(.prefix), "What it begins with.", example: "app_"),
            Field("length", .integer(1...1024), "How many characters are random.", default: "30"),
        ])

    private let prefix: String
    private let length: Int

    init?(_ keys: SecretKeys) {
        guard let length = keys.integer("length") else { return nil }
        prefix = keys.text("prefix") ?? ""
        self.length = length
    }

    var entropy: Double? { Double(length) * log2(62) }

    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { true }

    /// By the check a scanner for leaked tokens tells a real one.
    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        let random = try Random.characters(length, of: Alphabet.alphanumeric)
        var check = Int(Self.crc32(random))
        var digits: [UInt8] = []
        for _ in 0..<6 {
            digits.insert(Alphabet.alphanumeric[check % 62], at: 0)
            check /= 62
        }
        return MadeSecret(Array(prefix.utf8) + random + digits)
    }

    /// The CRC of zlib and Ethernet, bit by bit: it is asked for once a machine.
    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
        }
    }
}
