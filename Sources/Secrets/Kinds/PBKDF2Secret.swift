import COpenSSL
import Shapes

struct PBKDF2Secret: SecretKind {
    static let declaration = SecretDeclaration(
        "pbkdf2", "A PBKDF2 hash of another secret: 32 bytes, or 64 with `sha512`.",
        [
            .of, .choice("digest", Digest.self, "What HMAC is made of.", default: .sha256),
            Field("iterations", .integer(1000...10_000_000), "How often it is applied.", default: "600000"),
            .hashFormat(phc: "$pbkdf2-sha256$i=600000,l=32$salt$hash", django: "pbkdf2_sha256$600000$salt$hash"),
        ])

    enum Digest: String, CaseIterable {
        case sha256
        case sha512
    }

    private let source: String
    private let digest: Digest
    private let iterations: Int
    private let format: HashFormat

    init?(_ keys: SecretKeys) {
        guard let source = keys.secret("of"), let digest: Digest = keys.word("digest"),
            let iterations = keys.integer("iterations"), let format: HashFormat = keys.word("format")
        else { return nil }
        self.source = source
        self.digest = digest
        self.iterations = iterations
        self.format = format
    }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        let (function, length) =
            switch digest {
            case .sha256: (EVP_sha256(), 32)
            case .sha512: (EVP_sha512(), 64)
            }
        let salt = try Salt(format)
        var hash = [UInt8](repeating: 0, count: length)
        let done = try inputs.secret(source).withCharacters { text in
            PKCS5_PBKDF2_HMAC(
                text.baseAddress, Int32(text.count), salt.bytes, Int32(salt.bytes.count), Int32(iterations), function,
                Int32(length), &hash)
        }
        guard done == 1 else { throw CryptographyFailure("compute PBKDF2") }
        let text =
            switch format {
            case .phc:
                "$pbkdf2-\(digest.rawValue)$i=\(iterations),l=\(length)$\(salt.text)$\(TextEncodings.unpaddedBase64(hash))"
            case .django: "pbkdf2_\(digest.rawValue)$\(iterations)$\(salt.text)$\(TextEncodings.base64(hash))"
            case .hex: "\(salt.text):\(String(decoding: TextEncodings.hex(hash), as: UTF8.self))"
            }
        return MadeSecret(text)
    }
}
