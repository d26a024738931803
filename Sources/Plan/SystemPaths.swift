/// Paths that are filled on every machine, so that what is in them says nothing of an app.
public enum SystemPaths {
    /// These alone: what lies in them may be an app's.
    private static let folders: Set = [
        "/", "/etc", "/home", "/opt", "/root", "/tmp", "/var", "/var/cache", "/var/lib",
    ]
    /// These with all that is in them.
    private static let trees = [
        "/bin", "/boot", "/dev", "/etc/ca-certificates", "/etc/pki", "/etc/ssl", "/lib", "/lib64", "/proc", "/run",
        "/sbin", "/sys", "/usr", "/var/lib/containerd", "/var/lib/docker", "/var/log", "/var/run",
    ]

    /// - Parameter path: An absolute one, without `..` in it.
    public static func contain(_ path: String) -> Bool {
        folders.contains(path) || trees.contains { path == $0 || path.hasPrefix($0 + "/") }
    }
}
