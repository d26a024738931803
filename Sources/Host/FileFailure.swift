import SystemPackage

/// A file operation that the kernel refused. It names the path and never what the file holds.
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

    /// The owner can do something about it, and nothing is lost by trying again.
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
