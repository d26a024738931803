import Plan

/// As Web Push libraries take it (RFC 8292).
struct VAPIDSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "vapid", "The private key of Web Push (VAPID): P-256, 32 bytes in base64url.",
        publicHalf: "the public key, 65 bytes in base64url")

    init(_ keys: SecretKeys) {}

    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { true }

    var hasPublicHalfSafeInURLs: Bool { true }

    /// The scalar, and the point with its mark for "uncompressed".
    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        let pair = try KeyPair("EC", curve: "P-256")
        let point = try [4] + pair.number("qx", width: 32) + pair.number("qy", width: 32)
        return MadeSecret(
            TextEncodings.base64url(try pair.number("priv", width: 32)), publicHalf: TextEncodings.base64url(point))
    }
}
