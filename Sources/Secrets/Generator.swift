import Glibc
import Plan

/// Makes secrets by their recipes.
public struct Generator: Sendable {
    /// Gives the text of a template's part, the other secrets of the plan included.
    public typealias Lookup = @Sendable (Template.Part) throws -> String

    /// Seconds since 1970.
    private let now: Int

    /// - Parameter now: What tokens, certificates and timestamps take the time to be, in seconds since 1970.
    public init(now: Int = time(nil)) { self.now = now }

    /// Makes the secret. What it gives differs from call to call, so it is made once and kept.
    ///
    /// - Parameter lookup: The values of a derived secret's parts.
    /// - Throws: When the random generator or OpenSSL fails, or what `lookup` throws.
    public func make(_ recipe: SecretSpec.Recipe, lookup: Lookup) throws -> MadeSecret {
        func text(_ template: Template) throws -> String { try template.parts.map(lookup).joined() }
        func secret(_ name: String) throws -> String { try lookup(.secret(name)) }

        return switch recipe {
        case .hex(let bytes): MadeSecret(TextEncodings.hex(try Random.bytes(bytes)))
        case .base64(let bytes): MadeSecret(TextEncodings.base64(try Random.bytes(bytes)))
        case .base64url(let bytes): MadeSecret(TextEncodings.base64url(try Random.bytes(bytes)))
        case .alphanumeric(let minimum, let maximum, let classes):
            MadeSecret(try Random.characters(try Random.number(in: minimum...maximum), of: Alphabet.of(classes)))
        case .password(let length, let symbols): MadeSecret(try RandomText.password(length, symbols: symbols))
        case .token(let prefix, let length): MadeSecret(try RandomText.token(prefix: prefix, length: length))
        case .uuid: MadeSecret(try RandomText.uuid())
        case .username(let prefix, let length):
            MadeSecret(prefix.utf8 + (try Random.characters(length, of: Alphabet.of([.lower, .digits]))))
        case .email(let local, let domain): MadeSecret("\(try text(local))@\(try text(domain))")
        case .port(let minimum, let maximum): MadeSecret(String(try Random.number(in: minimum...maximum)))
        case .timestamp(let format): MadeSecret(format.text(of: now))
        case .keyPair(let algorithm): try KeyPair(algorithm).pem()
        case .wireguard: try RawKeys.wireguard()
        case .ssh(let comment): try OpenSSHKey.make(comment: comment)
        case .vapid: try RawKeys.vapid()
        case .certificate(let algorithm, let names, let days):
            try Certificate.make(KeyPair(algorithm), names: names.map(text), now: now, days: days)
        case .jwks(let source, let algorithm): try JWK(try KeyPair(pem: secret(source)), algorithm).sets
        case .jwt(let key, let algorithm, let claims, let days):
            MadeSecret(
                try JWT(claims: claims, issuedAt: now, days: days, text: text).signed(by: secret(key), algorithm))
        case .bcrypt(let source, let cost, let version):
            MadeSecret(try Bcrypt.hash(secret(source), cost: cost, version: version))
        case .htpasswd(let user, let source, let cost):
            // Apache's own reader knows no newer mark.
            MadeSecret("\(try text(user)):\(try Bcrypt.hash(secret(source), cost: cost, version: .y))")
        case .sha256(let source, let encoding): MadeSecret(Digests.sha256(try secret(source), encoding))
        case .pbkdf2(let source, let digest, let iterations, let format):
            MadeSecret(try PasswordHash.pbkdf2(secret(source), digest, iterations: iterations, format))
        case .scrypt(let source, let log2N, let r, let p, let format):
            MadeSecret(try PasswordHash.scrypt(secret(source), log2N: log2N, r: r, p: p, format))
        case .template(let template): MadeSecret(try text(template))
        }
    }
}
