import SystemPackage

/// A file operation that the kernel refused. It names the path, but never the file's content.
public struct FileFailure: Error, Equatable, CustomStringConvertible {
    public let action: String
    public let path: String
    public let errno: Errno

    public init(_ action: String, _ path: String, _ errno: Errno) {
        self.action = action
        self.path = path
        self.errno = errno
    }

    public var description: String { "cannot \(action) \(path): \(errno)" }

    /// Whether the owner can fix it. Nothing is lost by trying again.
    public var isWorthARetry: Bool { [.noSpace, .diskQuotaExceeded, .ioError, .readOnlyFileSystem].contains(errno) }

    static func check(_ action: String, _ path: String, _ call: () -> Int32) throws(FileFailure) -> Int32 {
        while true {
            let result = call()
            if result >= 0 { return result }
            let code = Errno(rawValue: currentErrno())
            if code != .interrupted { throw FileFailure(action, path, code) }
        }
    }
}
