import COpenSSL
import Plan

enum Digests {
    static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256(bytes, bytes.count, &digest)
        return digest
    }

    static func sha256(_ text: String, _ encoding: DigestEncoding) -> String {
        let digest = sha256(Array(text.utf8))
        return switch encoding {
        case .hex: String(decoding: TextEncodings.hex(digest), as: UTF8.self)
        case .base64: TextEncodings.base64(digest)
        }
    }
}
