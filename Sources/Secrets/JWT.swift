import JSON
import Plan

/// A signed JSON Web Token (RFC 7519).
struct JWT {
    private typealias Member = JSONValue.Member
    private let payload: [UInt8]

    /// - Parameters:
    ///   - issuedAt: Seconds since 1970.
    ///   - days: How long it is valid, or nil for ever.
    ///   - text: Fills in a claim's template.
    init(claims: [SecretOption.Named], issuedAt: Int, days: Int?, text: (Template) throws -> String) throws {
        var members = try claims.map { Member($0.name, try Self.json($0.value, text)) }
        members.append(Member("iat", .number(String(issuedAt))))
        if let days { members.append(Member("exp", .number(String(issuedAt + days * 86_400)))) }
        payload = JSONValue.object(members).text()
    }

    private static func json(_ value: SecretOption, _ text: (Template) throws -> String) throws -> JSONValue {
        switch value {
        case .template(let template): .string(try text(template))
        case .text(let text), .secret(let text): .string(text)
        case .number(let number): .number(number)
        case .flag(let flag): .bool(flag)
        case .list(let items): .array(try items.map { try json($0, text) })
        case .map(let claims): .object(try claims.map { Member($0.name, try json($0.value, text)) })
        }
    }

    /// - Parameters:
    ///   - key: A private key in PEM, or with no algorithm any text.
    func signed(by key: String, _ algorithm: KeyAlgorithm?) throws -> String {
        guard let algorithm else {
            let message = message(["alg": "HS256", "typ": "JWT"])
            return try Self.joined(message, Signature.hmacSHA256(message, key: Array(key.utf8)))
        }
        let pair = try KeyPair(pem: key)
        let identifier = try JWK(pair, algorithm).identifier
        let message = message(["alg": algorithm.signature, "typ": "JWT", "kid": identifier])
        return Self.joined(message, try Signature.sign(message, by: pair, algorithm))
    }

    private func message(_ header: KeyValuePairs<String, String>) -> [UInt8] {
        let header = JSONValue.object(header.map { Member($0.key, .string($0.value)) }).text()
        return Array("\(TextEncodings.base64url(header)).\(TextEncodings.base64url(payload))".utf8)
    }

    private static func joined(_ message: [UInt8], _ signature: [UInt8]) -> String {
        "\(String(decoding: message, as: UTF8.self)).\(TextEncodings.base64url(signature))"
    }
}
