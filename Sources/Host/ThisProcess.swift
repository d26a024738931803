import Glibc

/// What the kernel knows about this process.
public enum ThisProcess {
    /// An environment variable; nil if it is not set.
    public static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// The cache folder of the XDG Base Directory Specification; nil if the environment names no home folder either.
    public static func cacheFolder(_ variable: (String) -> String? = variable) -> String? {
        variable("XDG_CACHE_HOME") ?? variable("HOME").map { $0 + "/.cache" }
    }

    /// A path to this process's program for other processes. It works while this process runs, even if the file was
    /// replaced.
    public static var program: String { "/proc/\(getpid())/exe" }

    /// The executable's real path, without links.
    public static func executable() throws(FileFailure) -> String {
        let link = "/proc/self/exe"
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = try FileFailure.check("read", link) { Int32(readlink(link, &path, path.count)) }
        return String(decoding: path.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
