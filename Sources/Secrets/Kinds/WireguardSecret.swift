/// X25519 as WireGuard has it: base64 of the 32 bytes, both halves, as `wg genkey` and `wg pubkey` write them.
struct WireguardSecret: SecretKind {
    static let declaration = SecretDeclaration(
        "wireguard", "A private key of X25519 in base64, as `wg genkey` makes it.",
        publicHalf: "the public key in base64")

    init(_ keys: SecretKeys) {}

    func make(_ inputs: SecretInputs) throws -> MadeSecret {
        let raw = try KeyPair("X25519").raw()
        return MadeSecret(TextEncodings.base64(raw.private), publicHalf: TextEncodings.base64(raw.public))
    }
}
