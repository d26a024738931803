import CZlib

/// gzip's format (RFC 1952), by zlib.
public enum Gzip {
    /// The first two bytes of every such file.
    private static let magic: [UInt8] = [0x1F, 0x8B]
    /// 15 is the largest window; adding 16 means gzip's header and checksum.
    public static let windowBits: Int32 = 15 + 16

    /// What the bytes contain.
    ///
    /// - Parameter limit: Of the result, in bytes.
    /// - Returns: nil if they are not gzip, are damaged or cut off, or expand beyond the limit.
    public static func expand(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        guard bytes.starts(with: magic) else { return nil }
        var input = bytes
        return input.withUnsafeMutableBufferPointer { input in
            var stream = z_stream()
            let size = Int32(MemoryLayout<z_stream>.size)
            guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, size) == Z_OK else { return nil }
            defer { inflateEnd(&stream) }
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            return expand(&stream, limit)
        }
    }

    private static func expand(_ stream: inout z_stream, _ limit: Int) -> [UInt8]? {
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
