import ImageCheck
import Plan
import TestSupport

/// A root of which one rule does not hold.
struct Violation: Sendable, CustomStringConvertible {
    let rule: String
    let description: String
    /// The file that must be named; nil where it is no file's fault.
    let file: String?
    let plan: Plan
    let disk: Disk?
    /// It writes one file and touches nothing else.
    private(set) var isOneFile = false
    let spoil: @Sendable (SealedRoot) throws -> Void

    init(
        _ rule: String, _ description: String, _ file: String?, plan: Plan = .demo(), disk: Disk? = nil,
        spoil: @escaping @Sendable (SealedRoot) throws -> Void = { _ in }
    ) {
        self.rule = rule
        self.description = description
        self.file = file
        self.plan = plan
        self.disk = disk
        self.spoil = spoil
    }

    /// A file that must not be there, or not so.
    private static func file(_ rule: String, _ path: String, _ text: String = "x") -> Violation {
        var violation = Violation(rule, path, "/" + path) { try $0.write(path, text) }
        violation.isOneFile = true
        return violation
    }

    private static func shadow(_ description: String, _ lines: String) -> Violation {
        Violation("passwords", description, "/etc/shadow") { try $0.write("etc/shadow", lines) }
    }

    private static func plan(image: String) -> Plan {
        var plan = Plan.demo()
        plan.stack.services[0].image = image
        return plan
    }

    static let all: [Violation] = app + accounts + identity + logs + leftovers + system + disks

    private static let app: [Violation] = [
        Violation("first-boot-program", "missing", "/usr/local/bin") { try $0.remove("usr/local/bin/democtl") },
        Violation("first-boot-program", "not executable", "/usr/local/bin/democtl") {
            try $0.mode("usr/local/bin/democtl", 0o644)
        },
        Violation("first-boot-hook", "missing", "/var/lib/cloud/scripts/per-instance/demo") {
            try $0.remove("var/lib/cloud/scripts/per-instance/demo")
        },
        Violation("first-boot-hook", "not executable", "/var/lib/cloud/scripts/per-instance/demo") {
            try $0.mode("var/lib/cloud/scripts/per-instance/demo", 0o644)
        },
        Violation("units", "not enabled", "/etc/systemd/system/demo.service") {
            try $0.remove("etc/systemd/system/multi-user.target.wants/demo.service")
        },
        Violation("units", "missing", "/etc/systemd/system/demo-firstboot.service") {
            try $0.remove("etc/systemd/system/demo-firstboot.service")
        },
        Violation("units", "no unit", "/etc/systemd/system/demo.service") {
            try $0.write("etc/systemd/system/demo.service", "<html>\n")
        },
        Violation("units", "a program that is not there", "/etc/systemd/system/demo.service") {
            try $0.write(
                "etc/systemd/system/demo.service",
                "[Service]\nExecStart=-/bin/none\n[Install]\nWantedBy=multi-user.target\n")
        },
        Violation("stack", "missing", "/opt/demo/compose.yml") { try $0.remove("opt/demo/compose.yml") },
        file("stack", "opt/demo/compose.yml", "services: {other: {}}\n"),
        Violation("container-images", "none", "/var/lib/docker") { try $0.remove("var/lib/docker") },
        Violation("container-images", "named without its content", "/var/lib/docker") {
            try $0.remove("var/lib/docker/image/overlay2/imagedb/content/sha256/bb")
        },
        Violation("pinned-images", "latest", "/opt/demo/compose.yml", plan: plan(image: "web:latest")),
        Violation("pinned-images", "no tag", "/opt/demo/compose.yml", plan: plan(image: "registry:5000/web")),
        file("state", "opt/demo/.env"), file("state", "opt/other/.env"), file("state", "opt/demo/conf/app.conf"),
        file("state", "var/lib/landfall/demo/state.json"), file("state", "var/lib/landfall/gone/secrets.json"),
        file("state", "etc/demo/parameters.yaml"), file("state", "root/demo-credentials.txt"),
        Violation("containers", "a container", "/var/lib/docker/containers/0a") {
            try $0.write("var/lib/docker/containers/0a/config.v2.json", "{}")
        },
        Violation("containers", "data", "/var/lib/docker/volumes/demo_data") {
            try $0.write("var/lib/docker/volumes/demo_data/_data/x", "x")
        },
        Violation("application-info", "missing", "/var/lib/digitalocean/application.info") {
            try $0.remove("var/lib/digitalocean/application.info")
        },
        Violation("motd", "the distribution's alone", "/etc/motd") {
            try $0.write("etc/update-motd.d/99-demo", "#!/bin/sh\nuname\n")
        },
    ]

    private static let accounts: [Violation] = [
        shadow("root's", "root:$y$hash:1:0:::::\n"), shadow("a user's", "root:*:1:::::::\njo:$6$hash:1:0:::::\n"),
        shadow("locked, and still a hash", "jo:!$y$hash:1:0:::::\n"), shadow("none is asked for", "d::1:0:::::\n"),
        shadow("DES, which has no $", "jo:abJnggxhB/yWI:1:0:::::\n"),
        Violation("passwords", "the copy", "/etc/shadow-") { try $0.write("etc/shadow-", "root:$y$hash:1:0:::::\n") },
        file("authorized-keys", "root/.ssh/authorized_keys", "ssh-ed25519 AAAA me\n"),
        file("authorized-keys", "home/jo/.ssh/authorized_keys2", "ssh-ed25519 AAAA me\n"),
        file("authorized-keys", "home/gone/.ssh/authorized_keys", "ssh-ed25519 AAAA me\n"),
        file("authorized-keys", "root/.ssh/authorized_keys", "#" + String(repeating: "-", count: 50)),
        file("private-keys", "root/.ssh/id_rsa"), file("private-keys", "home/jo/.ssh/id_ed25519"),
        file("private-keys", "home/jo/.ssh/deploy", "-----BEGIN OPENSSH PRIVATE KEY-----\n"),
        file("empty-keys", "root/.ssh/id_rsa", ""), file("ssh-files", "home/jo/.ssh/config"),
        file("known-hosts", "home/jo/.ssh/known_hosts", String(repeating: "k", count: 51)),
        file("bash-history", "home/jo/.bash_history", String(repeating: "h", count: 200)),
        file("histories", "root/.bash_history"), file("histories", "home/jo/.psql_history"),
        file("logins", "root/.docker/config.json"), file("logins", "home/jo/.netrc"),
    ]

    private static let identity: [Violation] = [
        file("host-keys", "etc/ssh/ssh_host_ed25519_key"), file("host-keys", "etc/ssh/ssh_host_rsa_key.pub"),
        file("machine-id", "etc/machine-id", "0123456789abcdef0123456789abcdef\n"),
        file("machine-id", "var/lib/dbus/machine-id", "0123456789abcdef0123456789abcdef\n"),
        Violation("cloud-init-state", "an instance", "/var/lib/cloud/instances") {
            try $0.write("var/lib/cloud/instances/i-1/user-data.txt", "x")
        },
        Violation("cloud-init-state", "a link", "/var/lib/cloud/instance") {
            try $0.link("var/lib/cloud/instance", to: "/var/lib/cloud/instances/i-1")
        },
        file("dhcp-leases", "var/lib/dhcp/dhclient.eth0.leases"),
        file("dhcp-leases", "var/lib/NetworkManager/internal-1-eth0.lease"),
        file("random-seed", "var/lib/systemd/random-seed"), file("random-seed", "var/lib/systemd/credential.secret"),
        file("docker-identity", "etc/docker/key.json"), file("docker-identity", "var/lib/docker/engine-id"),
    ]

    private static let logs: [Violation] = [
        file("logs", "var/log/syslog"), file("logs", "var/log/journal/0a/system.journal"),
        file("dated-logs", "var/log/cron-20261120"), file("numbered-logs", "var/log/syslog.1"),
        file("long-logs", "var/log/auth.log", String(repeating: "l", count: 51)),
    ]

    private static let leftovers: [Violation] = [
        file("temporary-files", "tmp/build.log"), file("temporary-files", "var/tmp/.hidden"),
        Violation("package-caches", "an archive", "/var/cache/apt") {
            try $0.write("var/cache/apt/archives/a.deb", "x")
        },
        file("timer-stamps", "var/lib/systemd/timers/stamp-apt-daily.timer"), file("root-scripts", "root/build.sh"),
        file("locate-database", "var/lib/plocate/plocate.db"), file("hetzner-password", "root/.hcloud_password"),
        Violation("digitalocean-agent", "the agent", "/opt/digitalocean") {
            try $0.write("opt/digitalocean/bin/droplet-agent", "x")
        },
    ]

    private static let system: [Violation] = [
        file("digitalocean-system", "etc/os-release", "ID=fedora\nVERSION_ID=41\n"),
        file("digitalocean-system", "etc/os-release", "ID=ubuntu\nVERSION_ID=\"25.10\"\n"),
        file("digitalocean-system", "etc/os-release", "ID=debian\nVERSION_ID=\"8\"\n"),
        Violation("cloud-init", "missing", "/usr/bin/cloud-init") { try $0.remove("usr/bin/cloud-init") },
        Violation("vultr-cloud-init", "old", "/usr/bin/cloud-init") {
            try $0.write("usr/lib/python3/dist-packages/cloudinit/version.py", "__VERSION__ = \"20.4.1\"\n")
        },
        Violation("vultr-cloud-init", "missing", "/usr/bin/cloud-init") {
            try $0.remove("usr/lib/python3/dist-packages/cloudinit")
        },
        file("vultr-kernel-option", "boot/grub/grub.cfg", "linux /vmlinuz root=/dev/vultr1\n"),
        Violation("firewall", "off", "/etc") { try $0.write("etc/ufw/ufw.conf", "ENABLED=no\n") },
        Violation("digitalocean-firewall", "another", "/etc") {
            try $0.remove("etc/ufw/ufw.conf")
            try $0.link("etc/systemd/system/sysinit.target.wants/nftables.service", to: "/nowhere")
        },
        // One alone, which DigitalOcean's script takes for none.
        Violation("security-updates", "one", "/var/lib/dpkg/status") { try $0.lackOneUpdate() },
    ]

    private static let disks: [Violation] =
        ["digitalocean-disk", "vultr-disk", "linode-disk", "hetzner-disk"].map {
            Violation($0, "too large", nil, disk: Disk(bytes: 50 << 30, freeSpace: nil))
        } + [
            Violation(
                "free-space", "removed files", nil,
                disk: Disk(bytes: 10 << 30, freeSpace: .init(bytes: 1 << 30, used: 100 << 20)))
        ]
}

extension SealedRoot {
    /// The package `lib` in an old version, and a newer one in the security archive.
    func lackOneUpdate() throws {
        try write(
            "var/lib/dpkg/status",
            """
            Package: dpkg
            Status: install ok installed
            Architecture: amd64
            Version: 1

            Package: lib
            Status: install ok installed
            Architecture: amd64
            Version: 1
            Maintainer: M <m@example.com>
            Description: a library

            """)
        try securityArchive(
            packages: """
                Package: lib
                Architecture: amd64
                Version: 2
                Maintainer: M <m@example.com>
                Filename: lib.deb
                Size: 1
                SHA256: 0000000000000000000000000000000000000000000000000000000000000000
                Description: a library

                """)
    }
}
