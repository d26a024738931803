import Glibc
import Host

/// A disk's raw bytes, open for reading.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    let length: Int64

    /// The path for other programs, even if the file has no name.
    var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

    deinit { close(descriptor) }

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
        length = Int64(lseek(descriptor, 0, SEEK_END))
    }

    /// Opens a raw disk, or makes a raw copy without a name of a qcow2.
    static func raw(_ path: String) async throws -> OpenFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw DiskImageFailure(
                .unreadable, "cannot read \(path): \(String(cString: strerror(errno)))",
                help: "give a disk in raw or qcow2 format")
        }
        let file = OpenFile(descriptor)
        guard file.bytes(at: 0, 4) == Array("QFI".utf8) + [0xFB] else { return file }
        return try await converted(path)
    }

    private static func converted(_ path: String) async throws -> OpenFile {
        do {
            let information = try await Command("qemu-img", ["measure", "-O", "raw", path]).run()
            let size = information.lastLines.first { $0.hasPrefix("required size: ") }
                .flatMap { Int($0.dropFirst("required size: ".count)) }
            guard information.succeeded, let size else { throw damaged(path, information) }
            let copy = try unnamed(size: size)
            let result = try await Command(
                "qemu-img", ["convert", "-n", "--target-is-zero", "-O", "raw", path, copy.path]
            ).run()
            guard result.succeeded else { throw damaged(path, result) }
            return copy
        } catch CommandFailure.notFound {
            throw DiskImageFailure(
                .toolMissing, "`qemu-img` is not installed; it is needed to read qcow2",
                help: "install the package qemu-utils")
        }
    }

    /// A sparse file that disappears when nobody has it open any more.
    private static func unnamed(size: Int) throws(DiskImageFailure) -> OpenFile {
        let folder = ThisProcess.variable("TMPDIR") ?? "/var/tmp"
        let descriptor = open(folder, O_TMPFILE_FLAGS | O_RDWR, 0o600)
        guard descriptor >= 0, ftruncate(descriptor, off_t(size)) == 0 else {
            throw DiskImageFailure(
                .unreadable, "cannot make a temporary file in \(folder): \(String(cString: strerror(errno)))",
                help: "set TMPDIR to a folder with room for the disk's data")
        }
        return OpenFile(descriptor)
    }

    /// `O_TMPFILE`, which the Glibc module does not show, being made of two flags.
    private static let O_TMPFILE_FLAGS: Int32 = 0o20_000_000 | O_DIRECTORY

    private static func damaged(_ path: String, _ result: CommandResult) -> DiskImageFailure {
        DiskImageFailure(
            .unreadable, "qemu-img cannot read \(path): \(result.lastLines.last ?? "exit code \(result.status)")",
            help: "run `\(Command("qemu-img", ["check", path]).line)` to see why")
    }

    func bytes(at offset: Int64, _ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
        }
    }
}
