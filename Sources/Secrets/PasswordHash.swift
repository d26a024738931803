import COpenSSL
import Plan

/// Slow hashes of a password, each with a salt of its own.
enum PasswordHash {
    static func pbkdf2(
        _ password: String, _ digest: PBKDF2Digest, iterations: Int, _ format: HashFormat
    ) throws -> String {
        let (function, length) =
            switch digest {
            case .sha256: (EVP_sha256(), 32)
            case .sha512: (EVP_sha512(), 64)
            }
        let salt = try Salt(format)
        var hash = [UInt8](repeating: 0, count: length)
        let done = withCharacters(password) { text in
            PKCS5_PBKDF2_HMAC(
                text.baseAddress, Int32(text.count), salt.bytes, Int32(salt.bytes.count), Int32(iterations), function,
                Int32(length), &hash)
        }
        guard done == 1 else { throw CryptographyFailure("compute PBKDF2") }
        return switch format {
        case .phc:
            "$pbkdf2-\(digest.rawValue)$i=\(iterations),l=\(length)$\(salt.text)$\(TextEncodings.unpaddedBase64(hash))"
        case .django: "pbkdf2_\(digest.rawValue)$\(iterations)$\(salt.text)$\(TextEncodings.base64(hash))"
        case .hex: "\(salt.text):\(String(decoding: TextEncodings.hex(hash), as: UTF8.self))"
        }
    }

    static func scrypt(_ password: String, log2N: Int, r: Int, p: Int, _ format: HashFormat) throws -> String {
        // What the formats' own libraries take: Django's and Node's hashes are of 64 bytes.
        let length = format == .phc ? 32 : 64
        let salt = try Salt(format)
        var hash = [UInt8](repeating: 0, count: length)
        // RFC 7914, section 2, and room for the rest; OpenSSL's own limit is lower than its users' parameters.
        let memory = 128 * r * (1 << log2N + p + 2)
        let done = withCharacters(password) { text in
            EVP_PBE_scrypt(
                text.baseAddress, text.count, salt.bytes, salt.bytes.count, 1 << UInt64(log2N), UInt64(r), UInt64(p),
                UInt64(memory), &hash, length)
        }
        guard done == 1 else { throw CryptographyFailure("compute scrypt, which needs \(memory >> 20) MiB") }
        return switch format {
        case .phc: "$scrypt$ln=\(log2N),r=\(r),p=\(p)$\(salt.text)$\(TextEncodings.unpaddedBase64(hash))"
        case .django: "scrypt$\(1 << log2N)$\(salt.text)$\(r)$\(p)$\(TextEncodings.base64(hash))"
        case .hex: "\(salt.text):\(String(decoding: TextEncodings.hex(hash), as: UTF8.self))"
        }
    }

    private struct Salt {
        let bytes: [UInt8]
        /// As it stands in the hash.
        let text: String

        /// Of 128 bits or more.
        init(_ format: HashFormat) throws(Random.Failure) {
            switch format {
            case .phc:
                bytes = try Random.bytes(16)
                text = TextEncodings.unpaddedBase64(bytes)
            case .django:
                bytes = try Random.characters(22, of: Alphabet.alphanumeric)
                text = String(decoding: bytes, as: UTF8.self)
            case .hex:
                bytes = try Random.bytes(16)
                text = String(decoding: TextEncodings.hex(bytes), as: UTF8.self)
            }
        }
    }

    private static func withCharacters<Result>(
        _ text: String, _ body: (UnsafeBufferPointer<CChar>) -> Result
    ) -> Result {
        text.utf8.map(CChar.init(bitPattern:)).withUnsafeBufferPointer(body)
    }
}
