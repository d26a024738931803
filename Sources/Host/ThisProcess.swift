import Glibc
import SystemPackage

/// What the kernel knows about this process.
public enum ThisProcess {
    /// An environment variable; nil if it is not set.
    public static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Sets an environment variable, for programs that this process starts later.
    public static func set(_ name: String, _ value: String) { setenv(name, value, 1) }

    /// Removes one, for programs that this process starts later.
    public static func unset(_ name: String) { unsetenv(name) }

    /// The cache folder of the XDG Base Directory Specification; nil if the environment names no home folder either.
    public static func cacheFolder(_ variable: (String) -> String? = variable) -> String? {
        variable("XDG_CACHE_HOME") ?? variable("HOME").map { $0 + "/.cache" }
    }

    /// A path to this process's program for other processes. It works while this process runs, even if the file was
    /// replaced.
    public static var program: String { "/proc/\(getpid())/exe" }

    /// As `uname -m` prints it.
    public static var architecture: String {
        var name = utsname()
        uname(&name)
        return withUnsafeBytes(of: &name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// Lets another program take this one's place in this process.
    ///
    /// - Parameter line: The program's path and its arguments.
    /// - Returns: Only if that failed.
    public static func become(_ line: [String]) -> FileFailure {
        // Threads of the runtime block signals, and the next program would inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        var words = line.map { strdup($0) } + [nil]
        execv(line[0], &words)
        let code = Errno(rawValue: errno)
        for word in words { free(word) }
        return FileFailure("run", line[0], code)
    }

    /// Lets the process go on when its terminal is gone, or when somebody presses Ctrl-C there.
    public static func outliveTerminal() { for number in [SIGHUP, SIGINT, SIGPIPE] { signal(number, SIG_IGN) } }

    /// The executable's real path, without links.
    public static func executable() throws(FileFailure) -> String {
        let link = "/proc/self/exe"
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = try FileFailure.check("read", link) { Int32(readlink(link, &path, path.count)) }
        return String(decoding: path.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
