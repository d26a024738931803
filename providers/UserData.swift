import CZlib
import Plan

/// User-data, decoded. Owners and tools give it as plain text, in base64 or compressed.
enum UserData {
    /// More than any provider accepts, so that compressed data cannot fill the memory.
    private static let limit = 4 << 20

    /// The text, decompressed and decoded if needed; nil if there is none.
    static func text(_ bytes: [UInt8]?) -> String? {
        guard let bytes, !bytes.isEmpty else { return nil }
        let plain = gunzip(bytes) ?? decodeBase64(bytes) ?? bytes
        return plain.isEmpty ? nil : String(decoding: plain, as: UTF8.self)
    }

    /// Nil if the bytes are not base64. A short plain word can pass for base64: the result counts only if it is text or
    /// compressed.
    private static func decodeBase64(_ bytes: [UInt8]) -> [UInt8]? {
        let packed = bytes.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard let decoded = Base64.decode(packed) else { return nil }
        if let expanded = gunzip(decoded) { return expanded }
        return String(validating: decoded, as: UTF8.self) == nil ? nil : decoded
    }

    /// Nil if the bytes are not gzip, are damaged, or expand beyond the limit.
    private static func gunzip(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.starts(with: [0x1F, 0x8B]) else { return nil }
        var input = bytes
        return input.withUnsafeMutableBufferPointer { input in
            var stream = z_stream()
            // 15 is the largest window; adding 16 means gzip's header and checksum.
            let size = Int32(MemoryLayout<z_stream>.size)
            guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else { return nil }
            defer { inflateEnd(&stream) }
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            return expand(&stream)
        }
    }

    private static func expand(_ stream: inout z_stream) -> [UInt8]? {
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let code = chunk.withUnsafeMutableBufferPointer { buffer in
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(buffer.count)
                return inflate(&stream, Z_NO_FLUSH)
            }
            output.append(contentsOf: chunk[..<(chunk.count - Int(stream.avail_out))])
            guard output.count <= limit else { return nil }
            if code == Z_STREAM_END { return output }
            guard code == Z_OK else { return nil }
        }
    }
}
