import Text

/// Secrets of the image's builder in the system's settings.
extension Rule {
    public static let settingsSecrets = Rule(
        "settings-secrets", "No token or password is in the system's settings",
        help: "remove the line from the file and revoke the secret in it. Sealing changes no settings that you "
            + "made. Give each machine its own at the first boot"
    ) { image in
        settings.flatMap { image.tree.paths(matching: $0) }.flatMap { place -> [String] in
            image.tree.kind(place) == .folder ? image.tree.files(under: place) : [place]
        }.flatMap { file -> [Finding] in
            let lines = image.tree.text(file).split(separator: "\n", omittingEmptySubsequences: false)
            return zip(1..., lines).compactMap { number, line in
                SecretText.kind(inLine: line).map { Finding(file, "line \(number) has \($0)") }
            }
        }
    }

    /// Settings for all logins and services, for fetching packages, and of agents that keep their token there. `*`
    /// matches any part of a name. In a folder every file is read.
    private static let settings = [
        "/etc/environment", "/etc/environment.d", "/etc/profile", "/etc/profile.d", "/etc/bash.bashrc", "/etc/bashrc",
        "/etc/zsh", "/etc/zshenv", "/etc/default", "/etc/sysconfig", "/etc/systemd", "/etc/rc.local", "/etc/crontab",
        "/etc/cloud",
        "/etc/cron.d", "/var/spool/cron", "/etc/fstab",
        "/etc/apt/apt.conf", "/etc/apt/apt.conf.d", "/etc/apt/sources.list", "/etc/apt/sources.list.d",
        "/etc/dnf/dnf.conf", "/etc/yum.conf", "/etc/yum.repos.d", "/etc/pip.conf", "/etc/npmrc", "/etc/wgetrc",
        "/etc/curlrc", "/etc/gitconfig", "/etc/docker/daemon.json", "/etc/netplan",
        "/etc/NetworkManager/system-connections", "/etc/msmtprc", "/etc/ssmtp/ssmtp.conf", "/etc/ddclient.conf",
        "/etc/datadog-agent/*.yaml", "/etc/newrelic-infra.yml", "/etc/newrelic", "/etc/telegraf", "/etc/teleport.yaml",
        "/etc/consul.d", "/etc/nomad.d", "/etc/vault.d", "/etc/grafana-agent*", "/etc/alloy", "/etc/fluent-bit",
        "/etc/vector", "/etc/filebeat", "/etc/metricbeat", "/etc/elastic-agent", "/etc/frp", "/etc/crowdsec",
        "/etc/duo", "/etc/rancher",
    ]

    public static let systemKeys = Rule(
        "system-keys", "No private key is in /etc",
        help: "remove the file, or let the first boot make one: every machine from the image would share it"
    ) { image in
        image.tree.files(under: "/etc").compactMap { file in
            let name = file.split(separator: "/").last.map(String.init) ?? ""
            if Traces.isHostKey(name) { return nil }
            if [".p12", ".pfx", ".jks", ".keystore"].contains(where: name.hasSuffix) {
                return Finding(file, "a key store")
            }
            guard let size = image.tree.size(file), size < 256 << 10 else { return nil }
            let isKey = image.tree.text(file).split(whereSeparator: \.isNewline).contains { line in
                line.hasPrefix("-----BEGIN ") && line.contains("PRIVATE KEY-----")
            }
            return isKey ? Finding(file, "a private key") : nil
        }
    }

    public static let snapDocker = Rule(
        "docker-snap", "Docker is not a snap",
        help: "`snap remove --purge docker`, then `NAMEctl prepare`, which installs Docker's packages"
    ) { image in
        SnapDocker.place(in: image.tree).map { [Finding($0, "Docker as a snap cannot see /opt, where the stack is")] }
            ?? []
    }
}

/// Docker from snap. It is confined to home folders: it can neither read the stack in /opt/NAME nor mount files from
/// there (docker-snap's own README).
public enum SnapDocker {
    /// Its path; nil if Docker is not a snap.
    public static func place(in tree: ImageTree) -> String? {
        [
            "/snap/docker/current", "/var/lib/snapd/snap/docker/current",
            "/etc/systemd/system/snap.docker.dockerd.service", "/var/lib/snapd/snaps/docker_*.snap",
        ].flatMap(tree.paths(matching:)).first
    }
}
