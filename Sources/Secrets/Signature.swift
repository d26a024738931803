import COpenSSL

extension KeyAlgorithm {
    /// What a JSON Web Signature by such a key is called (RFC 7518, RFC 8037).
    var signature: String {
        switch self {
        case .rsa2048, .rsa3072, .rsa4096: "RS256"
        case .p256: "ES256"
        case .p384: "ES384"
        case .ed25519: "EdDSA"
        }
    }

    /// The digest that is signed; Ed25519 takes the message itself.
    var digest: OpaquePointer? {
        switch self {
        case .rsa2048, .rsa3072, .rsa4096, .p256: EVP_sha256()
        case .p384: EVP_sha384()
        case .ed25519: nil
        }
    }
}

/// Signatures in the form that JSON Web Signatures have them (RFC 7515).
enum Signature {
    static func hmacSHA256(_ message: [UInt8], key: [UInt8]) throws(CryptographyFailure) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 32)
        guard HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, nil) != nil else {
            throw CryptographyFailure("compute an HMAC")
        }
        return code
    }

    static func sign(
        _ message: [UInt8], by pair: borrowing KeyPair, _ algorithm: KeyAlgorithm
    ) throws(CryptographyFailure) -> [UInt8] {
        let failure = CryptographyFailure("sign a token")
        guard let context = EVP_MD_CTX_new() else { throw failure }
        defer { EVP_MD_CTX_free(context) }
        var length = 0
        guard EVP_DigestSignInit(context, nil, algorithm.digest, nil, pair.key) == 1,
            EVP_DigestSign(context, nil, &length, message, message.count) == 1
        else { throw failure }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else { throw failure }
        signature.removeSubrange(length...)
        return switch algorithm {
        case .p256: try fixedWidth(signature, 32)
        case .p384: try fixedWidth(signature, 48)
        case .rsa2048, .rsa3072, .rsa4096, .ed25519: signature
        }
    }

    /// ECDSA's two numbers side by side (RFC 7518, section 3.4), which OpenSSL gives in DER.
    private static func fixedWidth(_ der: [UInt8], _ width: Int) throws(CryptographyFailure) -> [UInt8] {
        let numbers = der.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return d2i_ECDSA_SIG(nil, &start, buffer.count)
        }
        defer { ECDSA_SIG_free(numbers) }
        var bytes = [UInt8](repeating: 0, count: 2 * width)
        let written = bytes.withUnsafeMutableBufferPointer { buffer in
            BN_bn2binpad(ECDSA_SIG_get0_r(numbers), buffer.baseAddress, Int32(width)) == width
                && BN_bn2binpad(ECDSA_SIG_get0_s(numbers), buffer.baseAddress?.advanced(by: width), Int32(width))
                    == width
        }
        guard numbers != nil, written else { throw CryptographyFailure("write an ECDSA signature") }
        return bytes
    }
}
