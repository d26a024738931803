import COpenSSL

public enum SHA256 {
    /// The digest of the bytes, 32 bytes long.
    public static func digest(_ bytes: some ContiguousBytesSequence) -> [UInt8] {
        bytes.withBytes { buffer in
            [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { output, count in
                EVP_Digest(buffer.baseAddress, buffer.count, output.baseAddress, nil, EVP_sha256(), nil)
                count = Int(SHA256_DIGEST_LENGTH)
            }
        }
    }

    /// The digest in lower-case hexadecimal digits, as `sha256sum` prints it.
    public static func hex(_ bytes: some ContiguousBytesSequence) -> String {
        hexadecimal(digest(bytes))
    }

    static func hexadecimal(_ digest: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// Bytes that are contiguous in memory, so that they are hashed without a copy.
public protocol ContiguousBytesSequence {
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result
}

extension [UInt8]: ContiguousBytesSequence {
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withUnsafeBufferPointer(body)
    }
}

extension ArraySlice<UInt8>: ContiguousBytesSequence {
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withUnsafeBufferPointer(body)
    }
}
