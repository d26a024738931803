import Glibc
import Plan

extension Stamp {
    /// The plan of an executable file, or nil if it has none. Only the plan's part of the file is read.
    ///
    /// - Throws: ``StampError/damaged(_:)`` if it cannot be read.
    public static func read(file path: String) throws -> Plan? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw StampError.damaged("it cannot be opened") }
        defer { close(file) }
        let size = Int(lseek(file, 0, SEEK_END))
        guard size > trailerLength else { return nil }
        let trailer = try part(of: file, from: size - trailerLength, count: trailerLength)
        guard trailer.suffix(magic.count) == magic[...] else { return nil }
        let length = planLength(trailer: trailer[...])
        guard length > 0, length <= size - trailerLength else { throw StampError.damaged("its length is impossible") }
        return try read(try part(of: file, from: size - trailerLength - length, count: length + trailerLength))
    }

    /// SHA-256 of the plan of an executable file, in lower-case hexadecimal digits; nil if it has none.
    public static func digest(file path: String) throws -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw StampError.damaged("it cannot be opened") }
        defer { close(file) }
        let size = Int(lseek(file, 0, SEEK_END))
        guard size > trailerLength else { return nil }
        let trailer = try part(of: file, from: size - trailerLength, count: trailerLength)
        return trailer.suffix(magic.count) == magic[...] ? SHA256.hexadecimal(Array(trailer.prefix(32))) : nil
    }

    /// The same of an executable's bytes.
    public static func digest(_ bytes: [UInt8]) throws -> String? {
        guard bytes.count > trailerLength, bytes.suffix(magic.count) == magic[...] else { return nil }
        return SHA256.hexadecimal(Array(bytes.suffix(trailerLength).prefix(32)))
    }

    private static func part(of file: Int32, from offset: Int, count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes {
                pread(file, $0.baseAddress! + filled, count - filled, off_t(offset + filled))
            }
            guard got > 0 else { throw StampError.damaged("it ends too early") }
            filled += got
        }
        return bytes
    }
}
