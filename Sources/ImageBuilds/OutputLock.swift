import Glibc
import Host

/// The right to build an app into one folder, until it goes out of scope. Two runs would overwrite each other's
/// templates and disks.
public struct OutputLock: ~Copyable {
    private let lock: Lock

    /// - Parameters:
    ///   - folder: The folder above the app's own; created if it is missing.
    ///   - app: The app's name.
    /// - Throws: ``Missing`` if another run holds it; `FileFailure`.
    public init(_ folder: String, app: String) throws {
        let files = Files(.system)
        let path = "\(folder)/.\(app).lock"
        try files.createFolder(folder, mode: 0o755)
        guard let lock = try Lock.take(path, in: files) else {
            // The holder writes it a moment after it has the lock.
            let process = String(decoding: try files.read(path) ?? [], as: UTF8.self)
            throw Missing(
                "another landfall build is running in \(folder)\(process.isEmpty ? "" : ", process \(process)")",
                help: "wait until it ends, stop it with Ctrl-C, or build into another folder with --output")
        }
        try lock.sign("\(getpid())")
        self.lock = lock
    }
}
