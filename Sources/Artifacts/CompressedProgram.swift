import CZlib
import Gzip
import Stamp

/// A first-boot executable without a plan as a release has it, compressed by gzip.
public struct CompressedProgram: Equatable, Sendable {
    public let bytes: [UInt8]
    /// Of the bytes, in lower-case hexadecimal digits.
    public let sha256: String
    /// A file of this computer with the same bytes, which others may be hard links to.
    public let path: String?

    public init(bytes: [UInt8], sha256: String, path: String? = nil) {
        self.bytes = bytes
        self.sha256 = sha256
        self.path = path
    }
}

extension Gzip {
    /// Compresses as well as zlib can. The same zlib gives the same bytes: there is neither a time nor a name in them.
    public static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var input = bytes
        return input.withUnsafeMutableBufferPointer { input in
            var stream = z_stream()
            let size = Int32(MemoryLayout<z_stream>.size)
            // It fails only for wrong arguments, or where there is no memory for 300 kB.
            let code = deflateInit2_(
                &stream, Z_BEST_COMPRESSION, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
            precondition(code == Z_OK, "zlib cannot start: \(code)")
            defer { deflateEnd(&stream) }
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            return [UInt8](unsafeUninitializedCapacity: Int(deflateBound(&stream, UInt(input.count)))) {
                output, count in
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                let code = deflate(&stream, Z_FINISH)
                precondition(code == Z_STREAM_END, "zlib gave up: \(code)")
                count = output.count - Int(stream.avail_out)
            }
        }
    }

    /// The zlib that compresses, such as `1.2.13`.
    static var version: String { String(cString: zlibVersion()) }
}
