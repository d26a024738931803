import COpenSSL

/// The SHA-256 state after some bytes. It gives the digests of many continuations without hashing these bytes again:
/// one executable is stamped for each provider.
///
/// Several threads may use one: after its start the state is only copied.
public final class SHA256Prefix: @unchecked Sendable {
    private let context = EVP_MD_CTX_new()

    public init(_ bytes: some ContiguousBytesSequence) {
        EVP_DigestInit_ex(context, EVP_sha256(), nil)
        bytes.withBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    }

    deinit { EVP_MD_CTX_free(context) }

    /// The digest of the prefix and these bytes, in lower-case hexadecimal digits.
    public func hex(followedBy bytes: some ContiguousBytesSequence) -> String {
        let copy = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(copy) }
        EVP_MD_CTX_copy_ex(copy, context)
        bytes.withBytes { _ = EVP_DigestUpdate(copy, $0.baseAddress, $0.count) }
        return SHA256.hexadecimal(
            [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { output, count in
                EVP_DigestFinal_ex(copy, output.baseAddress, nil)
                count = Int(SHA256_DIGEST_LENGTH)
            })
    }
}
