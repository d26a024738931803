// What the kinds of secrets can be told. Raw values are those of app.yaml.

public enum CharacterClass: String, Codable, CaseIterable, Sendable {
    case lower
    case upper
    case digits
}

public enum KeyAlgorithm: String, Codable, CaseIterable, Sendable {
    case rsa2048 = "rsa-2048"
    case rsa3072 = "rsa-3072"
    case rsa4096 = "rsa-4096"
    case p256 = "p-256"
    case p384 = "p-384"
    case ed25519
}

/// A member of a token's payload.
public struct Claim: Codable, Equatable, Sendable {
    public indirect enum Value: Codable, Equatable, Sendable {
        case text(Template)
        case number(Int)
        case flag(Bool)
        case list([Value])
        case object([Claim])
    }
    public var name: String
    public var value: Value

    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}

public enum TimestampFormat: String, Codable, CaseIterable, Sendable {
    /// Seconds since 1970.
    case seconds
    /// Milliseconds since 1970.
    case milliseconds
    /// Such as 2026-02-03T04:05:06Z.
    case rfc3339
}

public enum DigestEncoding: String, Codable, CaseIterable, Sendable {
    case hex
    case base64
}

/// The mark that a bcrypt hash begins with; all three mean the same computation.
public enum BcryptVersion: String, Codable, CaseIterable, Sendable {
    /// What Java's and older libraries know.
    case a = "2a"
    /// OpenBSD's, which most libraries make.
    case b = "2b"
    /// PHP's and Apache's.
    case y = "2y"
}

public enum PBKDF2Digest: String, Codable, CaseIterable, Sendable {
    case sha256
    case sha512
}

/// How a password's hash, its salt and its parameters are written together.
public enum HashFormat: String, Codable, CaseIterable, Sendable {
    /// `$algorithm$parameters$salt$hash` with unpadded base64 (the PHC string format).
    case phc
    /// Django's: `algorithm$parameters$salt$hash`, with a salt of letters and digits and padded base64.
    case django
    /// `salt:hash` in hexadecimal digits; the parameters are the app's own.
    case hex
}
