import COpenSSL
import Plan

/// A certificate that a key signs for itself.
enum Certificate {
    struct Nameless: Error, CustomStringConvertible {
        var description: String {
            "a certificate needs a name, and all of its `names` are empty on this machine; name `{{ address }}` too"
        }
    }

    /// - Parameters:
    ///   - names: Host names and addresses, IPv6 ones in brackets or without; empty ones are passed over.
    ///   - now: Seconds since 1970.
    static func make(_ pair: consuming KeyPair, names: [String], now: Int, days: Int) throws -> MadeSecret {
        let names = names.filter { !$0.isEmpty }.map { String($0.drop { $0 == "[" }.prefix { $0 != "]" }) }
        guard let first = names.first else { throw Nameless() }
        let failure = CryptographyFailure("make a certificate")
        guard let certificate = X509_new() else { throw failure }
        defer { X509_free(certificate) }
        // A machine's clock may run behind before it has asked for the time.
        let begin = time_t(now) - 86_400
        let end = time_t(now) + time_t(days) * 86_400
        guard X509_set_version(certificate, 2) == 1,
            try setSerialNumber(of: certificate),
            ASN1_TIME_set(X509_getm_notBefore(certificate), begin) != nil,
            ASN1_TIME_set(X509_getm_notAfter(certificate), end) != nil,
            setName(first, of: certificate),
            addNames(names, to: certificate),
            extensions.allSatisfy({ add($0, $1, to: certificate) }),
            X509_set_pubkey(certificate, pair.key) == 1
        else { throw failure }
        let digest = EVP_PKEY_get_id(pair.key) == EVP_PKEY_ED25519 ? nil : EVP_sha256()
        guard X509_sign(certificate, pair.key, digest) > 0 else { throw failure }
        return MadeSecret(
            try pair.privatePEM(), publicHalf: try PEM.written { PEM_write_bio_X509($0, certificate) })
    }

    /// It may serve, and sign nothing else.
    private static let extensions: [(Int32, String)] = [
        (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature,keyEncipherment"),
        (NID_ext_key_usage, "serverAuth"),
    ]

    private static func add(_ kind: Int32, _ value: String, to certificate: OpaquePointer) -> Bool {
        guard let item = X509V3_EXT_conf_nid(nil, nil, kind, value) else { return false }
        defer { X509_EXTENSION_free(item) }
        return X509_add_ext(certificate, item, -1) == 1
    }

    /// 127 random bits, positive and of one length (RFC 5280, section 4.1.2.2, allows 20 bytes).
    private static func setSerialNumber(of certificate: OpaquePointer) throws -> Bool {
        var bytes = try Random.bytes(16)
        bytes[0] = bytes[0] & 0x3f | 0x40
        let number = BN_bin2bn(bytes, Int32(bytes.count), nil)
        defer { BN_free(number) }
        return BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }

    /// Clients go by the alternative names; a common name has room for 64 characters and is left out where it is longer.
    private static func setName(_ name: String, of certificate: OpaquePointer) -> Bool {
        guard let subject = X509_get_subject_name(certificate) else { return false }
        let isShort = name.utf8.count <= 64
        let added =
            !isShort
            || X509_NAME_add_entry_by_txt(subject, "CN", V_ASN1_UTF8STRING, name, Int32(name.utf8.count), -1, 0) == 1
        return added && X509_set_issuer_name(certificate, subject) == 1
    }

    private static func addNames(_ names: [String], to certificate: OpaquePointer) -> Bool {
        let list = OPENSSL_sk_new_null()
        defer { GENERAL_NAMES_free(list) }
        for name in names {
            guard let item = GENERAL_NAME_new() else { return false }
            if Syntax.isIP(name) {
                GENERAL_NAME_set0_value(item, GEN_IPADD, a2i_IPADDRESS(name))
            } else {
                let text = ASN1_IA5STRING_new()
                ASN1_STRING_set(text, name, Int32(name.utf8.count))
                GENERAL_NAME_set0_value(item, GEN_DNS, text)
            }
            guard OPENSSL_sk_push(list, item) > 0 else { return false }
        }
        return X509_add1_ext_i2d(certificate, NID_subject_alt_name, UnsafeMutableRawPointer(list), 0, 0) == 1
    }
}
