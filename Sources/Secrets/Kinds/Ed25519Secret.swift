import Plan

/// Ed25519 without any format around it, as Sentry's Relay has it.
struct Ed25519Secret: SecretKind {
    static let declaration = SecretDeclaration(
        "ed25519", "A private key of Ed25519: its 32 bytes in base64url. In PEM it is a `key-pair`.",
        publicHalf: "the public key, 32 bytes in base64url")

    init(_ keys: SecretKeys) {}

    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { true }

    var hasPublicHalfSafeInURLs: Bool { true }

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        let raw = try KeyPair("ED25519").raw()
        return MadeSecret(
            TextEncodings.base64url(raw.private), publicHalf: TextEncodings.base64url(raw.public))
    }
}
