/// Where a machine leaves what an image must not have: `seal` removes it and the rules look for it.
public enum Traces {
    /// What programs remember in a home folder.
    public static let histories = [
        ".ash_history", ".bash_history", ".sh_history", ".zsh_history", ".history", ".lesshst", ".python_history",
        ".psql_history", ".mysql_history", ".sqlite_history", ".node_repl_history", ".viminfo",
    ]

    /// Logins that programs keep in a home folder.
    public static let logins = [
        ".netrc", ".git-credentials", ".docker/config.json", ".aws/credentials", ".config/hcloud/cli.toml",
        ".config/doctl/config.yaml", ".config/linode-cli", ".vultr-cli.yaml",
    ]

    /// The Docker Engine's own identity.
    public static let engineIdentity = ["/etc/docker/key.json", "/var/lib/docker/engine-id"]

    /// What the next boot would draw the same random numbers and keys from.
    public static let seeds = [
        "/var/lib/systemd/random-seed", "/var/lib/systemd/credential.secret", "/var/lib/urandom/random-seed",
    ]

    /// Folders of what a network's servers lent this machine.
    public static let leases = ["/var/lib/dhcp", "/var/lib/dhclient", "/var/lib/dhcpcd", "/var/lib/systemd/network"]

    public static func isLease(_ name: String) -> Bool { name.hasSuffix(".lease") || name.hasSuffix(".leases") }

    /// What systemd's timers remember of their last run.
    public static let timerStamps = "/var/lib/systemd/timers"

    /// What cloud-init knows of an instance.
    public static let cloudInit = ["instance", "instances", "data", "sem", "seed"].map { "/var/lib/cloud/\($0)" }

    /// Copies that tools keep of the accounts' files before the last change, with the hashes of then.
    public static let accountCopies = ["passwd-", "shadow-", "group-", "gshadow-"].map { "/etc/\($0)" }

    /// Folders of what the package manager fetched.
    public static let packageCaches = ["/var/cache/apt", "/var/lib/apt/lists", "/var/cache/dnf"]

    /// Which files there are, as `locate` finds them.
    public static let locateDatabases = [
        "/var/lib/plocate/plocate.db", "/var/lib/mlocate/mlocate.db", "/var/cache/locate/locatedb",
    ]

    public static let temporaryFolders = ["/tmp", "/var/tmp"]

    /// `name.1`, `name.2.gz`, `name-20261120`, `name.old`, as logrotate and its like call what they put aside.
    public static func isRotatedLog(_ name: String) -> Bool {
        if [".gz", ".xz", ".bz2", ".zst", ".old"].contains(where: name.hasSuffix) { return true }
        let last = name.split { $0 == "." || $0 == "-" }.last ?? ""
        return last.count < name.count && !last.isEmpty && last.allSatisfy(\.isNumber)
    }

    public static func isHostKey(_ name: String) -> Bool { name.hasPrefix("ssh_host_") && name.contains("key") }
}
