import Text

/// The places of what an image must not have. `seal` removes it, and the rules look for it.
public enum Traces {
    /// What programs remember in a home folder.
    public static let histories = [
        ".ash_history", ".bash_history", ".sh_history", ".zsh_history", ".history", ".lesshst", ".python_history",
        ".psql_history", ".mysql_history", ".sqlite_history", ".node_repl_history", ".viminfo",
    ]

    /// Files and folders in a home folder where programs keep logins.
    public static let logins = [
        ".netrc", ".git-credentials", ".config/git/credentials", ".docker/config.json", ".config/containers/auth.json",
        ".aws/credentials", ".aws/sso/cache", ".config/gcloud", ".azure", ".oci", ".boto", ".s3cfg",
        ".config/hcloud/cli.toml", ".config/doctl/config.yaml", ".config/linode-cli", ".vultr-cli.yaml",
        ".config/scw/config.yaml", ".kube/config", ".config/gh/hosts.yml", ".config/glab-cli/config.yml",
        ".config/rclone/rclone.conf", ".vault-token", ".terraform.d/credentials.tfrc.json", ".terraformrc",
        ".cargo/credentials.toml", ".pypirc", ".gem/credentials", ".composer/auth.json", ".config/composer/auth.json",
        ".cloudflared", ".config/ngrok", ".config/op", ".pgpass", ".my.cnf", ".mylogin.cnf", ".msmtprc",
        ".subversion/auth", ".gnupg/private-keys-v1.d", ".local/share/keyrings", ".password-store",
        "actions-runner/.credentials", "actions-runner/.credentials_rsaparams", "actions-runner/.runner",
    ]

    /// Logins of the whole system; `*` stands for any part of a name.
    public static let systemLogins = [
        "/etc/apt/auth.conf", "/etc/apt/auth.conf.d/*", "/etc/netrc", "/etc/containers/auth.json",
        "/var/lib/kubelet/config.json", "/etc/rclone.conf", "/etc/postfix/sasl_passwd*",
    ]

    /// The Docker Engine's own identity.
    public static let engineIdentity = ["/etc/docker/key.json", "/var/lib/docker/engine-id"]

    /// Seeds from which the next boot would draw the same random numbers and keys.
    public static let seeds = [
        "/var/lib/systemd/random-seed", "/var/lib/systemd/credential.secret", "/var/lib/urandom/random-seed",
    ]

    /// Folders of DHCP leases.
    public static let leases = ["/var/lib/dhcp", "/var/lib/dhclient", "/var/lib/dhcpcd", "/var/lib/systemd/network"]

    public static func isLease(_ name: String) -> Bool { name.hasSuffix(".lease") || name.hasSuffix(".leases") }

    /// The stamps of the last runs of systemd's timers.
    public static let timerStamps = "/var/lib/systemd/timers"

    /// What cloud-init knows about an instance.
    public static let cloudInit = ["instance", "instances", "data", "sem", "seed"].map { "/var/lib/cloud/\($0)" }

    /// Copies of the account files from before the last change, with old hashes. Tools keep them.
    public static let accountCopies = ["passwd-", "shadow-", "group-", "gshadow-"].map { "/etc/\($0)" }

    /// Folders with the package manager's downloads.
    public static let packageCaches = ["/var/cache/apt", "/var/lib/apt/lists", "/var/cache/dnf"]

    /// The databases of `locate`.
    public static let locateDatabases = [
        "/var/lib/plocate/plocate.db", "/var/lib/mlocate/mlocate.db", "/var/cache/locate/locatedb",
    ]

    public static let temporaryFolders = ["/tmp", "/var/tmp"]

    /// `name.1`, `name.2.gz`, `name-20261120`, `name.old`, the names that logrotate and similar tools give rotated
    /// logs.
    public static func isRotatedLog(_ name: String) -> Bool {
        if [".gz", ".xz", ".bz2", ".zst", ".old"].contains(where: name.hasSuffix) { return true }
        let last = name.split { $0 == "." || $0 == "-" }.last ?? ""
        return last.count < name.count && !last.isEmpty && last.allSatisfy(\.isNumber)
    }

    /// What DigitalOcean's review finds with `/var/log/*-????????`. The folder `unattended-upgrades` matches too.
    public static func isDatedLog(_ name: String) -> Bool { name.count > 8 && name.dropLast(8).last == "-" }

    /// What it finds with `/var/log/*.[0-9]`.
    public static func isNumberedLog(_ name: String) -> Bool {
        name.dropLast().last == "." && name.last?.isASCII == true && name.last?.isNumber == true
    }

    /// Where cloud-init writes the machine's network settings, with the addresses of its network cards. `*` matches any
    /// part of a name. The last ones are udev's names for the cards.
    public static let cloudInitNetwork = [
        "/etc/netplan/50-cloud-init.yaml", "/etc/network/interfaces.d/50-cloud-init",
        "/etc/network/interfaces.d/50-cloud-init.cfg", "/etc/systemd/network/10-cloud-init-*",
        "/etc/NetworkManager/system-connections/cloud-init-*", "/etc/udev/rules.d/70-persistent-net.rules",
        "/etc/udev/rules.d/85-persistent-net-cloud-init.rules",
    ]

    /// The engine names an anonymous volume with 64 hexadecimal digits.
    public static func isAnonymousVolume(_ name: String) -> Bool {
        name.count == 64 && name.allSatisfy(\.isHexDigit)
    }

    public static func isHostKey(_ name: String) -> Bool { name.hasPrefix("ssh_host_") && name.contains("key") }
}
