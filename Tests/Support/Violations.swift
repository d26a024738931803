import ImageCheck
import Plan

/// A root of which one rule does not hold.
public struct Violation: Sendable, CustomStringConvertible {
    public let rule: String
    public let description: String
    /// The file that must be named; nil where it is no file's fault.
    public let file: String?
    public let plan: Plan
    public let disk: Disk?
    /// It writes one file and touches nothing else.
    public private(set) var isOneFile = false
    public let spoil: @Sendable (SealedRoot) throws -> Void

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

    public static let all: [Violation] =
        app + data + accounts + identity + agents + settings + network + logs + leftovers + system + disks

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
        Violation("containers", "data moved aside", "/var/lib/docker/volumes/demo_data_old-20261125T120000Z") {
            try $0.write("var/lib/docker/volumes/demo_data_old-20261125T120000Z/_data/x", "x")
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

    private static func mounting(_ volumes: String) -> Plan {
        var plan = Plan.demo()
        let text = "services:\n  db:\n    volumes:\n\(volumes)\n"
        plan.stack.files[0].content = .verbatim(Array(text.utf8))
        return plan
    }

    private static func data(_ volumes: String, _ path: String) -> Violation {
        Violation("app-data", volumes, "/" + path, plan: mounting(volumes)) { try $0.write(path, "password") }
    }

    /// Where a service may write, as compose files say it.
    private static let data: [Violation] = [
        data("      - ./data:/data", "opt/demo/data/base/1"),
        data("      - ./data:/data", "opt/demo/data_old-20261125T120000Z/base/1"),
        data("      - .:/app", "opt/demo/notes.txt"),
        data("      - /srv/demo:/data:rw", "srv/demo/.hidden"), data("      - ~/demo:/data", "root/demo/x"),
        data("      - ${DATA:-./data}:/data", "opt/demo/data/x"), data("      - ../other:/data", "opt/other/x"),
        data("      - { type: bind, source: /mnt/disk/demo, target: /data }", "mnt/disk/demo/a/b"),
        data("      - ./acme.json:/acme.json", "opt/demo/acme.json"),
        data(
            "      - store:/data\nvolumes:\n  store: { driver_opts: { type: none, o: bind, device: /srv/store } }",
            "srv/store/x"),
        Violation(
            "app-data", "through a link", "/opt/demo/data/x", plan: mounting("      - ./data:/data")
        ) {
            try $0.write("srv/elsewhere/x", "password")
            try $0.link("opt/demo/data", to: "/srv/elsewhere")
        },
        Violation(
            "containers", "an external volume", "/var/lib/docker/volumes/outside",
            plan: mounting("      - outside:/data\nvolumes:\n  outside: { external: true }")
        ) { try $0.write("var/lib/docker/volumes/outside/_data/x", "x") },
        Violation(
            "containers", "a volume by another name", "/var/lib/docker/volumes/own",
            plan: mounting("      - store:/data\nvolumes:\n  store: { name: own }")
        ) { try $0.write("var/lib/docker/volumes/own/_data/x", "x") },
        Violation(
            "containers", "a volume without a name",
            "/var/lib/docker/volumes/" + String(repeating: "0a", count: 32)
        ) { try $0.write("var/lib/docker/volumes/\(String(repeating: "0a", count: 32))/_data/x", "x") },
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
        file("logins", "home/gone/.kube/config"),
        Violation("logins", "a folder", "/root/.config/gcloud") {
            try $0.write("root/.config/gcloud/credentials.db", "x")
        },
        file("logins", "etc/apt/auth.conf", "machine apt.example.com login me password secret\n"),
        file("logins", "etc/apt/auth.conf.d/50private.conf", "machine apt.example.com login me password secret\n"),
        Violation("authorized-keys", "where sshd_config says", "/etc/ssh/keys/jo") {
            try $0.write("etc/ssh/sshd_config", "AuthorizedKeysFile .ssh/authorized_keys /etc/ssh/keys/%u\n")
            try $0.write("etc/ssh/keys/jo", "ssh-ed25519 AAAA me\n")
        },
    ]

    private static let agents: [Violation] = [
        file("agent-identities", "etc/ngrok.yml"),
        Violation("agent-identities", "a folder", "/var/lib/tailscale") {
            try $0.write("var/lib/tailscale/tailscaled.state", "{}")
        },
        Violation("agent-identities", "a link", "/etc/krb5.keytab") {
            try $0.write("srv/keytab", "a key")
            try $0.link("etc/krb5.keytab", to: "/srv/keytab")
        },
    ]

    private static func setting(_ path: String, _ line: String) -> Violation {
        Violation("settings-secrets", "\(path): \(line)", "/" + path) { try $0.write(path, "# a comment\n\(line)\n") }
    }

    private static let settings: [Violation] = [
        setting("etc/environment", "API_TOKEN=abcdef123456"),
        setting("etc/environment", "https_proxy=http://me:secret@proxy.example.com:3128"),
        setting("etc/profile.d/build.sh", "export AWS_SECRET_ACCESS_KEY='abcdef123456'"),
        setting("etc/apt/apt.conf.d/95proxy", "Acquire::http::Proxy \"http://me:secret@proxy.example.com:3128\";"),
        setting(
            "etc/apt/sources.list.d/private.list",
            "deb [trusted=yes] https://me:secret@apt.example.com/ x-security main"),
        setting("etc/dnf/dnf.conf", "proxy_password = secret"),
        setting("etc/systemd/system/cloudflared.service", "ExecStart=/usr/bin/cloudflared tunnel run --token eyJhIjoi"),
        setting("etc/systemd/system/docker.service.d/proxy.conf", "Environment=\"HTTPS_PROXY=http://me:secret@p:1\""),
        setting("etc/datadog-agent/datadog.yaml", "api_key: abcdef123456"),
        setting("etc/newrelic-infra.yml", "license_key: abcdef123456"),
        setting("etc/telegraf/telegraf.conf", "  token = \"abcdef123456\""),
        setting("etc/teleport.yaml", "  auth_token: abcdef123456"),
        setting("etc/consul.d/consul.hcl", "encrypt = \"cg8StVXbQJ0gPvMd9o7yrg==\""),
        setting("etc/docker/daemon.json", "{\"proxies\": {\"http-proxy\": \"http://me:secret@p:1\"}}"),
        setting("etc/cloud/cloud.cfg.d/50.cfg", "  plain_text_passwd: abcdef123456"),
        file("system-keys", "etc/app/client.p12"),
        Violation("system-keys", "a certificate's", "/etc/ssl/private/app.key") {
            try $0.write("etc/ssl/private/app.key", "-----BEGIN PRIVATE KEY-----\nMC4C\n")
        },
    ]

    private static let network: [Violation] = [
        file("cloud-init-enabled", "etc/cloud/cloud-init.disabled", ""),
        Violation("cloud-init-enabled", "a masked unit", "/etc/systemd/system/cloud-final.service") {
            try $0.link("etc/systemd/system/cloud-final.service", to: "/dev/null")
        },
        Violation("cloud-init-enabled", "a masked target", "/etc/systemd/system/cloud-init.target") {
            try $0.link("etc/systemd/system/cloud-init.target", to: "/dev/null")
        },
        Violation("cloud-init-enabled", "a disabled unit", "/usr/lib/systemd/system/cloud-init-local.service") {
            try $0.remove("usr/lib/systemd/system/cloud-init.target.wants/cloud-init-local.service")
        },
        file("cloud-init-enabled", "boot/grub/grub.cfg", "linux /vmlinuz vultr cloud-init=disabled\n"),
        file("cloud-init-enabled", "etc/cloud/ds-identify.cfg", "policy: disabled\n"),
        file("cloud-init-enabled", "etc/cloud/cloud.cfg.d/90_none.cfg", "datasource_list: [ None ]\n"),
        file("cloud-init-enabled", "etc/cloud/cloud.cfg.d/90_few.cfg", "cloud_final_modules: [final-message]\n"),
        file("cloud-init-network", "etc/cloud/cloud.cfg.d/99-off.cfg", "network: {config: disabled}\n"),
        Violation("cloud-init-network", "the kernel option", "/boot/grub/grub.cfg") {
            try $0.write("boot/grub/grub.cfg", "linux /vmlinuz vultr network-config=disabled\n")
        },
        file("network-settings", "etc/netplan/50-cloud-init.yaml", "network: {version: 2}\n"),
        file("network-settings", "etc/network/interfaces.d/50-cloud-init", "auto eth0\n"),
        file("network-settings", "etc/udev/rules.d/70-persistent-net.rules"),
        file(
            "network-settings", "etc/netplan/00-installer-config.yaml",
            "network: {ethernets: {eth0: {match: {macaddress: \"52:54:00:12:34:56\"}}}}\n"),
        file("docker-snap", "var/lib/snapd/snaps/docker_2963.snap"),
        file("docker-snap", "etc/systemd/system/snap.docker.dockerd.service", "[Service]\n"),
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
        file("dated-logs", "var/log/cron-20261120"), file("dated-logs", "var/log/auth-backup12"),
        Violation("dated-logs", "a folder", "/var/log/unattended-upgrades") {
            try $0.write("var/log/unattended-upgrades/unattended-upgrades.log", "")
        },
        Violation("numbered-logs", "a folder", "/var/log/app.1") { try $0.write("var/log/app.1/app.log", "") },
        Violation("long-logs", "through a link", "/var/log/app.log") {
            try $0.write("srv/app.log", String(repeating: "l", count: 51))
            try $0.link("var/log/app.log", to: "/srv/app.log")
        },
        file("numbered-logs", "var/log/syslog.1"),
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
    /// Leaves a file in each place where some program keeps who the machine is.
    ///
    /// - Returns: The places.
    public func enrolEverywhere() throws -> [String] {
        try Traces.enrolments.flatMap(\.paths).map { pattern in
            let place = pattern.replacing("*", with: "x")
            // A folder where neither an extension nor a known name says that it is a file.
            let isFile = place.split(separator: "/").last?.contains(".") == true
            try write(String(place.dropFirst()) + (isFile ? "" : "/one"), "an identity")
            return place
        }
    }

    /// The package `lib` in an old version, and a newer one in the security archive.
    public func lackOneUpdate() throws {
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
