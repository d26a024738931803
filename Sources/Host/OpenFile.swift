import Glibc
import SystemPackage

/// A file that a program reads as its standard input, while this process sees how far it is.
public final class OpenFile: Sendable {
    private let descriptor: FileDescriptor

    /// - Parameter start: Bytes to leave out at its beginning.
    /// - Throws: ``FileFailure`` if it cannot be read.
    public init(_ path: String, from start: Int = 0) throws {
        descriptor = try Command.opened(path)
        do { try descriptor.seek(offset: Int64(start), from: .start) } catch {
            try? descriptor.close()
            throw error
        }
    }

    deinit { try? descriptor.close() }

    /// Where the next byte is read, in bytes from the file's beginning.
    public var position: Int { Int((try? descriptor.seek(offset: 0, from: .current)) ?? 0) }

    /// One for the program; both have the same place in the file.
    func another() throws -> FileDescriptor {
        let other = fcntl(descriptor.rawValue, F_DUPFD_CLOEXEC, 0)
        guard other >= 0 else { throw Errno(rawValue: errno) }
        return FileDescriptor(rawValue: other)
    }
}
