/// Key pairs that are written as their bare bytes.
enum RawKeys {
    /// As `wg genkey` and `wg pubkey` write them.
    static func wireguard() throws(CryptographyFailure) -> MadeSecret {
        let raw = try KeyPair("X25519").raw()
        return MadeSecret(TextEncodings.base64(raw.private), publicHalf: TextEncodings.base64(raw.public))
    }

    /// As Web Push libraries take them (RFC 8292): the scalar, and the point with its mark for "uncompressed".
    static func vapid() throws(CryptographyFailure) -> MadeSecret {
        let pair = try KeyPair("EC", curve: "P-256")
        let point = try [4] + pair.number("qx", width: 32) + pair.number("qy", width: 32)
        return MadeSecret(
            TextEncodings.base64url(try pair.number("priv", width: 32)), publicHalf: TextEncodings.base64url(point))
    }
}
