import Text

/// Paths that are filled on every machine, so that what is in them says nothing of an app.
public enum SystemPaths {
    /// These alone: what lies in them may be an app's.
    private static let folders: Set = [
        "/", "/etc", "/home", "/opt", "/root", "/tmp", "/usr", "/usr/local", "/usr/share", "/var", "/var/cache",
        "/var/lib",
    ]
    /// These with all that is in them.
    private static let trees = [
        "/bin", "/boot", "/dev", "/etc/ca-certificates", "/etc/pki", "/etc/ssh", "/etc/ssl", "/etc/systemd", "/lib",
        "/lib64", "/proc", "/root/.ssh", "/run", "/sbin", "/sys", "/usr/bin", "/usr/include", "/usr/lib", "/usr/lib64",
        "/usr/libexec", "/usr/sbin", "/usr/share/ca-certificates", "/usr/share/zoneinfo", "/usr/src",
        "/var/lib/containerd", "/var/lib/docker", "/var/log", "/var/run",
    ]
    /// Single files of /etc that every system has.
    private static let files: Set = [
        "adjtime", "debian_version", "environment", "fstab", "group", "gshadow", "host.conf", "hostname", "hosts",
        "ld.so.cache", "locale.conf", "localtime", "machine-id", "mtab", "nsswitch.conf", "os-release", "passwd",
        "protocols", "resolv.conf", "services", "shadow", "shells", "subgid", "subuid", "sudoers", "timezone",
    ]

    /// - Parameter path: An absolute one, without `..` in it.
    public static func contain(_ path: String) -> Bool {
        folders.contains(path) || trees.contains { path.isWithin($0) } || isKeys(path)
            || path.hasPrefix("/etc/") && files.contains(String(path.dropFirst("/etc/".count)))
    }

    /// A user's keys for ssh, which a cloud fills before any app's first boot.
    private static func isKeys(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        return parts.count >= 3 && parts[0] == "home" && parts[2] == ".ssh"
    }
}
