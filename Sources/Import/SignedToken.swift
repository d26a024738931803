import JSON
import Plan
import YAML

/// A JSON Web Token in a file, signed with a secret of the same file: with another secret it is worth nothing.
struct SignedToken {
    /// Without the times.
    var claims: [(String, YAMLValue)]
    /// How long it is valid; nil for ever.
    var days: Int?

    /// Nil for other text, and for tokens that are not signed by HMAC-SHA256.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, text.utf8.count < 8192, let header = Self.object(parts[0]),
            header["alg"] == .string("HS256"), let payload = Self.object(parts[1])
        else { return nil }
        self.init(payload: payload)
    }

    /// Nil where a claim is no text, number or switch.
    init?(payload: [String: JSONValue]) {
        claims = []
        for key in payload.keys.sorted() where !["iat", "exp", "nbf"].contains(key) {
            switch payload[key] {
            case .string(let text): claims.append((key, .string(Draft.literal(text))))
            case .bool(let flag): claims.append((key, .bool(flag)))
            case .number(let digits):
                guard let number = Int(digits) else { return nil }
                claims.append((key, .int(number)))
            default: return nil
            }
        }
        if case .number(let start) = payload["iat"], case .number(let end) = payload["exp"], let start = Int(start),
            let end = Int(end), end > start
        {
            days = min(max((end - start) / 86_400, 1), 36_500)
        } else if payload["exp"] != nil {
            days = 3650
        }
    }

    private static func object(_ part: Substring) -> [String: JSONValue]? {
        var text = part.utf8.map {
            $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0
        }
        text += Array(repeating: UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
        guard let bytes = Base64.decode(text), case .object(let members) = try? JSONValue(parsing: bytes) else {
            return nil
        }
        return Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
    }

    /// The keys of the secret that makes such a token.
    func keys(signedBy key: String) -> [(String, YAMLValue)] {
        [("kind", .string("jwt")), ("key", .string(key))]
            + (claims.isEmpty ? [] : [("claims", .map(claims))]) + (days.map { [("days", .int($0))] } ?? [])
    }
}
