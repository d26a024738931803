import Glibc
import Plan

extension SecretSpec.Recipe {
    /// Bits of entropy below which a secret gives a warning.
    static let leastEntropy = 128.0

    /// How hard the secret is to guess, in bits, where that is the publisher's choice.
    var entropy: Double? {
        switch self {
        case .hex(let bytes), .base64(let bytes), .base64url(let bytes): Double(bytes) * 8
        case .alphanumeric(let minimum, _, let classes):
            Double(minimum) * log2(Double(classes.reduce(0) { $0 + $1.count }))
        // 57 letters and digits are left without those that look alike.
        case .password(let length, _): Double(length) * log2(57)
        case .token(_, let length): Double(length) * log2(62)
        // Nobody's access depends on these.
        case .username, .email, .port, .timestamp: nil
        case .uuid, .keyPair, .wireguard, .ssh, .vapid, .certificate: nil
        // As hard as what they are derived from, which is judged by itself.
        case .jwks, .jwt, .bcrypt, .htpasswd, .sha256, .pbkdf2, .scrypt, .template: nil
        }
    }
}

extension CharacterClass {
    fileprivate var count: Int {
        switch self {
        case .lower, .upper: 26
        case .digits: 10
        }
    }
}
