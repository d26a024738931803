import ImageCheck
import Text

extension [ImageDemand] {
    /// DigitalOcean's `99-img-check.sh` v1.8.1 in its order, then what its cleanup script and its guide for 1-Click
    /// Apps add (marketplace-partners, read 2026-07). The script does not count what it finds for users, and misses a
    /// single pending update. These rules do better.
    static let digitalOcean: [ImageDemand] = [
        .init(.fail, digitalOceanSystem, "1. Ubuntu, Debian, CentOS, Rocky, AlmaLinux or CloudLinux"),
        .init(.fail, digitalOceanSystem, "2. Ubuntu 16.04 to 24.04 LTS or 22.10, Debian 9 to 13"),
        .init(.fail, .cloudInit, "3. cloud-init is on the PATH"),
        .init(
            .warn,
            .firewall(
                among: ["ufw", "firewalld"], as: "digitalocean-firewall",
                "A firewall that DigitalOcean's review knows is active"),
            "4. ufw is active, or firewalld"),
        .init(.fail, .securityUpdates, "5. No security update is pending"),
        .init(.warn, .datedLogs, "6. No /var/log/*-????????"),
        .init(.warn, .numberedLogs, "7. No /var/log/*.[0-9]"),
        .init(.warn, .longLogs, "8. No /var/log/*.log over 50 bytes"),
        .init(.fail, .passwords, "9, 10. No user's password, nor root's"),
        .init(.fail, .authorizedKeys, "9, 10. No authorized_keys over 50 bytes"),
        .init(.fail, .privateKeys, "9, 10. No id_rsa"),
        .init(.warn, .emptyKeys, "9, 10. No empty id_rsa"),
        .init(.warn, .sshFiles, "9, 10. No other file in .ssh"),
        .init(.warn, .knownHosts, "9, 10. No known_hosts over 50 bytes"),
        .init(.fail, .bashHistory, "9, 10. No .bash_history of 200 bytes"),
        .init(
            .fail,
            .absent(
                "/opt/digitalocean", as: "digitalocean-agent", "DigitalOcean's agent is not installed",
                because: "the agent of the machine that built the image",
                help: "run `apt-get purge droplet-agent`, or `dnf remove droplet-agent`"),
            "11. /opt/digitalocean does not exist"),
        .init(.warn, .temporaryFiles, "Cleanup: /tmp and /var/tmp are empty"),
        .init(.fail, .cloudInitState, "Cleanup: no cloud-init instance"),
        .init(.fail, .hostKeys, "Cleanup: no key in /etc/ssh"),
        .init(.warn, .freeSpace, "Cleanup: free space is zero"),
        .init(
            .fail, .diskSize(atMost: 25 << 30, of: "s-1vcpu-1gb", as: "digitalocean-disk"),
            "1-Click: built on the smallest droplet"),
        .init(.warn, .motd, "1-Click: the message of the day describes the app"),
        .init(.fail, .state, "1-Click: secrets are made only at the first boot"),
        .init(.warn, applicationInfo, "1-Click: /var/lib/digitalocean/application.info"),
    ]

    private static let applicationInfo = Rule(
        "application-info", "\(ImageExtras.applicationInfo) names the app", help: "run `NAMEctl prepare` again"
    ) { image in
        let path = ImageExtras.applicationInfo
        if image.tree.text(path).contains("application_name=") { return [] }
        return [Finding(path, image.tree.exists(path) ? "has no application_name" : "is missing")]
    }

    private static let digitalOceanSystem: Rule = .distribution(
        as: "digitalocean-system", "DigitalOcean takes the system and its release",
        help: "build on Ubuntu 24.04 or Debian 13",
        [
            "ubuntu": { release in
                ["16.04", "18.04", "20.04", "22.04", "22.10", "24.04"].contains(release)
            },
            "debian": { Int($0).map { (9...13).contains($0) } ?? false },
            "centos": nil, "rocky": nil, "almalinux": nil, "cloudlinux": nil,
        ])
}
