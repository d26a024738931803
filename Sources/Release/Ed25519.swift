import COpenSSL

/// Ed25519 (RFC 8032) and BLAKE2b-512 (RFC 7693), by OpenSSL.
enum Ed25519 {
    static let keyLength = 32
    static let signatureLength = 64

    /// Whether the signature is the key's over these bytes.
    static func verifies(_ signature: [UInt8], of message: [UInt8], by key: [UInt8]) -> Bool {
        guard signature.count == signatureLength, key.count == keyLength,
            let handle = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, key, key.count)
        else { return false }
        defer { EVP_PKEY_free(handle) }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        return EVP_DigestVerifyInit(context, nil, nil, nil, handle) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    /// BLAKE2b-512 of the bytes.
    static func digest(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 64) { output, count in
            EVP_Digest(bytes, bytes.count, output.baseAddress, nil, EVP_blake2b512(), nil)
            count = 64
        }
    }
}
