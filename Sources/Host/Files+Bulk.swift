import Glibc
import SystemPackage

/// Files of any size.
extension Files {
    /// Reads a file part by part, with links not followed.
    ///
    /// - Returns: Its size in bytes.
    public func readParts(of path: String, _ body: (UnsafeRawBufferPointer) -> Void) throws(FileFailure) -> Int64 {
        let file = try Descriptor(opening: root.path(path), O_RDONLY | O_NOFOLLOW, action: "read")
        posix_fadvise(file.raw, 0, 0, POSIX_FADV_SEQUENTIAL)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        var size = Int64(0)
        while true {
            let count = try FileFailure.check("read", file.path) {
                Int32(Glibc.read(file.raw, buffer.baseAddress, buffer.count))
            }
            if count == 0 { return size }
            size += Int64(count)
            body(UnsafeRawBufferPointer(rebasing: buffer[..<Int(count)]))
        }
    }

    /// What a process of this user may still write to the file system that the path is on, in bytes.
    public func freeSpace(at path: String) throws(FileFailure) -> Int64 {
        var disk = statvfs()
        let real = root.path(path)
        _ = try FileFailure.check("look at", real) { statvfs(real, &disk) }
        return Int64(disk.f_bavail) * Int64(disk.f_frsize)
    }

    /// The path, or the lowest folder above it that is there: what is to be made at the path takes its room from there.
    public func nearestExisting(_ path: String) -> String {
        var existing = path
        while !exists(existing), let slash = existing.lastIndex(of: "/"), slash > existing.startIndex {
            existing = String(existing[..<slash])
        }
        return exists(existing) ? existing : "/"
    }

    /// Makes a file durable that another program has written.
    public func syncFile(_ path: String) throws(FileFailure) {
        try Descriptor(opening: root.path(path), O_RDONLY | O_NOFOLLOW, action: "open").sync()
    }

    /// Tells file systems apart: two paths with the same number share their free space.
    public func fileSystem(of path: String) throws(FileFailure) -> UInt64 {
        var status = stat()
        let real = root.path(path)
        _ = try FileFailure.check("look at", real) { stat(real, &status) }
        return UInt64(status.st_dev)
    }
}
