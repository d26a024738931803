import Glibc
import Host

/// The right to build an app into one folder, until it goes out of scope: two runs would write over each other's
/// templates and disks.
public struct OutputLock: ~Copyable {
    private let lock: Lock

    /// - Parameters:
    ///   - folder: What the app's own folder is made in; made where it is missing.
    ///   - app: The app's name.
    /// - Throws: ``Missing`` where another run holds it; `FileFailure`.
    public init(_ folder: String, app: String) throws {
        let files = Files(.system)
        let path = "\(folder)/.\(app).lock"
        try files.createFolder(folder, mode: 0o755)
        guard let lock = try Lock.take(path, in: files) else {
            // The holder writes it a moment after it has the lock.
            let process = String(decoding: try files.read(path) ?? [], as: UTF8.self)
            throw Missing(
                "another landfall build is at work in \(folder)\(process.isEmpty ? "" : ", process \(process)")",
                help: "wait for it, end it with Ctrl-C, or build into another folder with --output")
        }
        try lock.sign("\(getpid())")
        self.lock = lock
    }
}
