import Foundation

/// A folder of a test's own, removed when the test lets go of it.
public final class TemporaryFolder: Sendable {
    public let path: String

    public init() {
        // Short, since sockets lie in it too.
        path = "/tmp/landfall-test-\(UUID().uuidString.prefix(8))"
        mkdir(path, 0o755)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, with its folders.
    public func write(_ name: String, _ bytes: some Collection<UInt8>, mode: Int = 0o644) throws {
        let url = URL(fileURLWithPath: file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
    }

    public func write(_ name: String, _ text: String, mode: Int = 0o644) throws {
        try write(name, Array(text.utf8), mode: mode)
    }

    public func read(_ name: String) throws -> String {
        try String(contentsOf: URL(fileURLWithPath: file(name)), encoding: .utf8)
    }

    /// The paths of all files in it, sorted.
    public var files: [String] {
        (FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []).filter {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: file($0), isDirectory: &isFolder) ? !isFolder.boolValue : true
        }.sorted()
    }
}

/// Permission bits of a file, or nil where there is none.
public func mode(of path: String) -> UInt16? {
    var status = stat()
    return lstat(path, &status) == 0 ? UInt16(status.st_mode & 0o7777) : nil
}
