import COpenSSL
import Shapes

struct ScryptSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "scrypt",
        "A scrypt hash of another secret: 32 bytes in `phc`, else 64. It takes 128 × `r` × 2^`log2_n` bytes "
            + "of memory, with the defaults 32 MiB.",
        [
            .of, Field("log2_n", .integer(10...20), "The binary logarithm of N.", default: "15"),
            Field("r", .integer(1...32), "The block size.", default: "8"),
            Field("p", .integer(1...16), "The parallelization.", default: "3"),
            .hashFormat(phc: "$scrypt$ln=15,r=8,p=3$salt$hash", django: "scrypt$32768$salt$8$3$hash"),
        ])

    private let source: String
    // The names of RFC 7914; N = 2^`log2N`.
    private let log2N: Int
    private let r: Int
    private let p: Int
    private let format: HashFormat

    init?(_ keys: SecretKeys) {
        guard let source = keys.secret("of"), let log2N = keys.integer("log2_n"), let r = keys.integer("r"),
            let p = keys.integer("p"), let format: HashFormat = keys.word("format")
        else { return nil }
        self.source = source
        self.log2N = log2N
        self.r = r
        self.p = p
        self.format = format
    }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        // What the formats' own libraries take: Django's and Node's hashes are of 64 bytes.
        let length = format == .phc ? 32 : 64
        let salt = try Salt(format)
        var hash = [UInt8](repeating: 0, count: length)
        // RFC 7914, section 2, and room for the rest; OpenSSL's own limit is lower than its users' parameters.
        let memory = 128 * r * (1 << log2N + p + 2)
        let done = try inputs.secret(source).withCharacters { text in
            EVP_PBE_scrypt(
                text.baseAddress, text.count, salt.bytes, salt.bytes.count, 1 << UInt64(log2N), UInt64(r), UInt64(p),
                UInt64(memory), &hash, length)
        }
        guard done == 1 else { throw CryptographyFailure("compute scrypt, which needs \(memory >> 20) MiB") }
        let text =
            switch format {
            case .phc: "$scrypt$ln=\(log2N),r=\(r),p=\(p)$\(salt.text)$\(TextEncodings.unpaddedBase64(hash))"
            case .django: "scrypt$\(1 << log2N)$\(salt.text)$\(r)$\(p)$\(TextEncodings.base64(hash))"
            case .hex: "\(salt.text):\(String(decoding: TextEncodings.hex(hash), as: UTF8.self))"
            }
        return MadeSecret(text)
    }
}
