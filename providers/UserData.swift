import Gzip
import Plan

/// User-data, decoded. Owners and tools give it as plain text, in base64 or compressed.
enum UserData {
    /// More than any provider accepts, so that compressed data cannot fill the memory.
    private static let limit = 4 << 20

    /// The text, decompressed and decoded if needed; nil if there is none.
    static func text(_ bytes: [UInt8]?) -> String? {
        guard let bytes, !bytes.isEmpty else { return nil }
        let plain = Gzip.expand(bytes, limit: limit) ?? decodeBase64(bytes) ?? bytes
        return plain.isEmpty ? nil : String(decoding: plain, as: UTF8.self)
    }

    /// Nil if the bytes are not base64. A short plain word can pass for base64: the result counts only if it is text or
    /// compressed.
    private static func decodeBase64(_ bytes: [UInt8]) -> [UInt8]? {
        let packed = bytes.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard let decoded = Base64.decode(packed) else { return nil }
        if let expanded = Gzip.expand(decoded, limit: limit) { return expanded }
        return String(validating: decoded, as: UTF8.self) == nil ? nil : decoded
    }
}
