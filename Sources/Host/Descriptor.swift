import Glibc

func currentErrno() -> Int32 { errno }

/// An open file, closed when it goes out of scope.
struct Descriptor: ~Copyable {
    let raw: Int32
    let path: String

    /// Opens the file; it is never inherited by another process.
    init(opening path: String, _ flags: Int32, mode: mode_t = 0, action: String) throws(FileFailure) {
        raw = try FileFailure.check(action, path) { open(path, flags | O_CLOEXEC, mode) }
        self.path = path
    }

    /// Opens an entry of an open folder.
    ///
    /// - Parameter path: The whole path, for messages.
    init(
        opening name: String, in folder: borrowing Descriptor, _ flags: Int32, path: String, action: String
    ) throws(FileFailure) {
        let directory = folder.raw
        raw = try FileFailure.check(action, path) { openat(directory, name, flags | O_CLOEXEC) }
        self.path = path
    }

    /// Takes over an open descriptor.
    init(adopting raw: Int32, path: String) {
        self.raw = raw
        self.path = path
    }

    deinit { close(raw) }

    func write(_ bytes: [UInt8]) throws(FileFailure) {
        var offset = 0
        while offset < bytes.count {
            offset += Int(
                try FileFailure.check("write", path) {
                    bytes.withUnsafeBytes { buffer in
                        Int32(Glibc.write(raw, buffer.baseAddress! + offset, min(buffer.count - offset, 1 << 20)))
                    }
                })
        }
    }

    /// The rest of the file, or nil if it is longer than `limit` bytes.
    func read(limit: Int) throws(FileFailure) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let count = try FileFailure.check("read", path) {
                Int32(chunk.withUnsafeMutableBytes { Glibc.read(raw, $0.baseAddress, $0.count) })
            }
            if count == 0 { return bytes }
            bytes += chunk.prefix(Int(count))
        }
        return nil
    }

    /// Starts writing to the disk, without waiting (Linux does this to pages that are not needed).
    func startWriting() { posix_fadvise(raw, 0, 0, POSIX_FADV_DONTNEED) }

    /// Only Btrfs supports it, and only for an empty file. Elsewhere nothing is copied on write.
    func forbidCopyOnWrite() {
        // FS_IOC_GETFLAGS, FS_IOC_SETFLAGS and FS_NOCOW_FL from linux/fs.h. Swift does not import the macros.
        let (getFlags, setFlags, noCopy): (UInt, UInt, CLong) = (0x8008_6601, 0x4008_6602, 0x0080_0000)
        var flags: CLong = 0
        guard ioctl(raw, getFlags, &flags) == 0 else { return }
        flags |= noCopy
        _ = ioctl(raw, setFlags, &flags)
    }

    func sync() throws(FileFailure) { _ = try FileFailure.check("sync", path) { fsync(raw) } }

    /// Only root can give a file away. If another user runs this, the tree stands for a machine and all files keep that
    /// owner.
    func give(to owner: Files.Owner) throws(FileFailure) {
        guard geteuid() == 0 else { return }
        _ = try FileFailure.check("give away", path) { fchown(raw, owner.user, owner.group) }
    }

    func setMode(_ mode: UInt16) throws(FileFailure) {
        _ = try FileFailure.check("set the mode of", path) { fchmod(raw, mode_t(mode)) }
    }
}
