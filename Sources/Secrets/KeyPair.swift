import COpenSSL

/// A private key with its public half, wiped by OpenSSL when it goes.
struct KeyPair: ~Copyable {
    let key: OpaquePointer

    deinit { EVP_PKEY_free(key) }

    init(_ algorithm: KeyAlgorithm) throws(CryptographyFailure) {
        switch algorithm {
        case .rsa2048: try self.init("RSA", bits: 2048)
        case .rsa3072: try self.init("RSA", bits: 3072)
        case .rsa4096: try self.init("RSA", bits: 4096)
        case .p256: try self.init("EC", curve: "P-256")
        case .p384: try self.init("EC", curve: "P-384")
        case .ed25519: try self.init("ED25519")
        }
    }

    /// - Parameter type: OpenSSL's name of the algorithm (EVP_KEYMGMT).
    init(_ type: String, bits: Int32? = nil, curve: String? = nil) throws(CryptographyFailure) {
        let failure = CryptographyFailure("make a key (\(type))")
        guard let context = EVP_PKEY_CTX_new_from_name(nil, type, nil) else { throw failure }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_keygen_init(context) == 1 else { throw failure }
        if let bits, EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) != 1 { throw failure }
        if let curve, EVP_PKEY_CTX_set_group_name(context, curve) != 1 { throw failure }
        var made: OpaquePointer?
        guard EVP_PKEY_generate(context, &made) == 1, let made else { throw failure }
        key = made
    }

    init(pem: String) throws(CryptographyFailure) {
        let failure = CryptographyFailure("read a private key in PEM")
        let bytes = Array(pem.utf8)
        guard let source = BIO_new_mem_buf(bytes, Int32(bytes.count)) else { throw failure }
        defer { BIO_free(source) }
        guard let read = PEM_read_bio_PrivateKey(source, nil, nil, nil) else { throw failure }
        key = read
    }

    /// PKCS #8 and SubjectPublicKeyInfo.
    func pem() throws(CryptographyFailure) -> MadeSecret {
        MadeSecret(try privatePEM(), publicHalf: try PEM.written { PEM_write_bio_PUBKEY($0, key) })
    }

    func privatePEM() throws(CryptographyFailure) -> [UInt8] {
        try PEM.written { PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil) }
    }

    /// A number that the key is made of, big-endian.
    ///
    /// - Parameters:
    ///   - name: OpenSSL's name of it (EVP_PKEY-RSA, EVP_PKEY-EC).
    ///   - width: How many bytes, or as many as it needs.
    func number(_ name: String, width: Int? = nil) throws(CryptographyFailure) -> [UInt8] {
        var number: OpaquePointer?
        guard EVP_PKEY_get_bn_param(key, name, &number) == 1 else {
            throw CryptographyFailure("take a key apart (\(name))")
        }
        defer { BN_clear_free(number) }
        var bytes = [UInt8](repeating: 0, count: width ?? (Int(BN_num_bits(number)) + 7) / 8)
        guard BN_bn2binpad(number, &bytes, Int32(bytes.count)) >= 0 else {
            throw CryptographyFailure("take a key apart (\(name))")
        }
        return bytes
    }

    /// The bytes that are the key by themselves, for X25519 and Ed25519.
    func raw() throws(CryptographyFailure) -> (private: [UInt8], public: [UInt8]) {
        var length = 32
        var secret = [UInt8](repeating: 0, count: length)
        var known = secret
        guard EVP_PKEY_get_raw_private_key(key, &secret, &length) == 1, length == 32,
            EVP_PKEY_get_raw_public_key(key, &known, &length) == 1, length == 32
        else { throw CryptographyFailure("take a key apart (raw)") }
        return (secret, known)
    }
}

/// Text that OpenSSL writes.
enum PEM {
    /// - Parameter write: Writes into OpenSSL's own memory, which it wipes; gives 1 where that worked.
    static func written(_ write: (OpaquePointer) -> Int32) throws(CryptographyFailure) -> [UInt8] {
        let failure = CryptographyFailure("write PEM")
        guard let memory = BIO_new(BIO_s_secmem()) else { throw failure }
        defer { BIO_free(memory) }
        guard write(memory) == 1 else { throw failure }
        var text = [UInt8](repeating: 0, count: BIO_ctrl_pending(memory))
        guard BIO_read(memory, &text, Int32(text.count)) == text.count else { throw failure }
        return text
    }
}
