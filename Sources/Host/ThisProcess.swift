import Glibc

/// What the kernel knows of the process that runs.
public enum ThisProcess {
    /// An environment variable; nil where it is not set.
    public static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Where programs keep what they can make again, by the XDG Base Directory Specification; nil where the environment
    /// names no home either.
    public static func cacheFolder(_ variable: (String) -> String? = variable) -> String? {
        variable("XDG_CACHE_HOME") ?? variable("HOME").map { $0 + "/.cache" }
    }

    /// A path by which other processes start this one's program while it runs, also when its file was replaced since.
    public static var program: String { "/proc/\(getpid())/exe" }

    /// The executable's real path, without links.
    public static func executable() throws(FileFailure) -> String {
        let link = "/proc/self/exe"
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = try FileFailure.check("read", link) { Int32(readlink(link, &path, path.count)) }
        return String(decoding: path.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
