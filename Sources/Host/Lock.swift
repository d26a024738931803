import Glibc
import SystemPackage

/// The right to change the machine's state, held until it goes out of scope or the process ends, however it ends.
public struct Lock: ~Copyable {
    private let file: Descriptor

    /// Takes the lock of a file, which is created if it is missing.
    ///
    /// - Returns: nil if another process holds it.
    public static func take(_ path: String, in files: Files) throws(FileFailure) -> Lock? {
        let file = try Descriptor(opening: files.root.path(path), O_RDWR | O_CREAT, mode: 0o600, action: "open")
        if flock(file.raw, LOCK_EX | LOCK_NB) == 0 {
            // Who held it may have removed the file, so that another process locks a new one.
            var (own, named) = (stat(), stat())
            guard fstat(file.raw, &own) == 0, stat(file.path, &named) == 0, own.st_ino == named.st_ino else {
                return nil
            }
            return Lock(file: file)
        }
        let code = Errno(rawValue: errno)
        if code == .wouldBlock { return nil }
        throw FileFailure("lock", file.path, code)
    }

    /// Waits until the lock is free.
    ///
    /// - Parameter onWait: Called once if another process holds it.
    public static func wait(for path: String, in files: Files, onWait: () -> Void) async throws -> Lock {
        if let lock = try take(path, in: files) { return lock }
        onWait()
        // A lock cannot be copied, so no closure hands it out.
        while true {
            try await Pace.wait(after: Stopwatch())
            if let lock = try take(path, in: files) { return lock }
        }
    }

    /// Takes over the lock that the program before this one in the same process has handed over.
    ///
    /// - Parameter descriptor: What ``handOver()`` returned.
    /// - Returns: nil if it is not this lock.
    public static func adopt(_ descriptor: Int32, of path: String, in files: Files) -> Lock? {
        var (own, named) = (stat(), stat())
        guard descriptor > 2, fstat(descriptor, &own) == 0, stat(files.root.path(path), &named) == 0,
            own.st_dev == named.st_dev, own.st_ino == named.st_ino, flock(descriptor, LOCK_EX | LOCK_NB) == 0
        else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return Lock(file: Descriptor(adopting: descriptor, path: files.root.path(path)))
    }

    /// Keeps the lock held when another program takes this one's place in the same process.
    ///
    /// - Returns: The number of a descriptor for ``adopt(_:of:in:)``.
    public func handOver() throws(FileFailure) -> Int32 {
        try FileFailure.check("hand over", file.path) { fcntl(file.raw, F_DUPFD, 3) }
    }

    /// Writes the holder into the locked file, for processes that find it taken.
    public func sign(_ text: String) throws(FileFailure) {
        _ = try FileFailure.check("empty", file.path) { ftruncate(file.raw, 0) }
        try file.write(Array(text.utf8))
    }

    private init(file: consuming Descriptor) { self.file = file }
}
