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
        if flock(file.raw, LOCK_EX | LOCK_NB) == 0 { return Lock(file: file) }
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

    /// Writes the holder into the locked file, for processes that find it taken.
    public func sign(_ text: String) throws(FileFailure) {
        _ = try FileFailure.check("empty", file.path) { ftruncate(file.raw, 0) }
        try file.write(Array(text.utf8))
    }

    private init(file: consuming Descriptor) { self.file = file }
}
