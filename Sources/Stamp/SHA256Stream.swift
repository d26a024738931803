import COpenSSL

/// The SHA-256 of bytes that come part by part.
public final class SHA256Stream {
    private let context = EVP_MD_CTX_new()

    public init() { EVP_DigestInit_ex(context, EVP_sha256(), nil) }

    deinit { EVP_MD_CTX_free(context) }

    public func add(_ bytes: UnsafeRawBufferPointer) { EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) }

    /// The digest of all bytes so far, in lower-case hexadecimal digits. Nothing can be added after it.
    public func finish() -> String {
        SHA256.hexadecimal(
            [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { output, count in
                EVP_DigestFinal_ex(context, output.baseAddress, nil)
                count = Int(SHA256_DIGEST_LENGTH)
            })
    }
}
