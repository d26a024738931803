import Docker
import Host
import Installation
import Plan

/// The machine's distribution, from /etc/os-release.
struct Distribution {
    /// Its usual name.
    let title: String
    /// nil if it is not in the table.
    let packaging: Packaging?

    init(_ files: Files) throws {
        let system = try OSRelease(files)
        title = system?.title ?? "this distribution"
        let id = system?.id ?? ""
        let version = system?.version ?? ""
        let release = version.prefix { $0 != "." }
        // The RHEL family counts minor releases. Ubuntu's 24.04 and 24.10 are two releases.
        packaging = Packaging.table["\(id) \(version)"] ?? Packaging.table["\(id) \(release)"]
    }

    static let known =
        "Ubuntu 22.04, 24.04 and 26.04, Debian 11, 12 and 13, and RHEL, Rocky Linux, AlmaLinux and CentOS Stream 9"
}

/// A distribution's names for the packages that a machine needs, and where they come from.
struct Packaging: Sendable {
    enum Manager: Sendable { case apt, dnf }

    var manager: Manager
    /// Docker Engine, its command and Compose v2; nil if the distribution has no Compose v2.
    ///
    /// Recommended packages are not installed, so the list names those that Docker needs. Without AppArmor's parser it
    /// starts no container on a kernel with AppArmor, and without certificates it pulls nothing. Debian 13 only
    /// recommends the `docker` command (apt-cache show, read 2026-11).
    var docker: [String]?
    /// Docker's own packages for it.
    var repository: DockerRepository

    static let table: [String: Packaging] = [
        "ubuntu 22.04": .ubuntu("jammy"),
        "ubuntu 24.04": .ubuntu("noble"),
        "ubuntu 26.04": .ubuntu("resolute"),
        "debian 11": .debian("bullseye", docker: nil),
        "debian 12": .debian("bookworm", docker: nil),
        "debian 13": .debian(
            "trixie", docker: ["docker.io", "docker-cli", "docker-compose", "apparmor", "ca-certificates"]),
        "rocky 9": .redHat("9"),
        "almalinux 9": .redHat("9"),
        "centos 9": .redHat("9"),
        "rhel 9": .redHat("9", of: "rhel"),
    ]

    private static func ubuntu(_ suite: String) -> Packaging {
        Packaging(
            manager: .apt, docker: ["docker.io", "docker-compose-v2", "apparmor", "ca-certificates"],
            repository: .apt("ubuntu", suite: suite))
    }

    private static func debian(_ suite: String, docker: [String]?) -> Packaging {
        Packaging(manager: .apt, docker: docker, repository: .apt("debian", suite: suite))
    }

    private static func redHat(_ release: String, of distribution: String = "centos") -> Packaging {
        Packaging(manager: .dnf, docker: nil, repository: .dnf(distribution, release: release))
    }

    /// Where Docker comes from: the choice in app.yaml, or Docker's repository if the distribution has no Compose v2.
    func source(wanted: DockerSource) -> DockerSource { docker == nil ? .dockerCE : wanted }

    var firewall: [String] {
        switch manager {
        case .apt: ["ufw"]
        case .dnf: ["firewalld"]
        }
    }

    var automaticUpdates: String {
        switch manager {
        case .apt: "unattended-upgrades"
        case .dnf: "dnf-automatic"
        }
    }

    func packageManager(_ console: Console) -> any PackageManager {
        switch manager {
        case .apt: AptGet(console)
        case .dnf: Dnf(console)
        }
    }
}

extension Machine {
    /// nil if the distribution is not in the table.
    func packagingIfKnown() throws -> Packaging? { try Distribution(files).packaging }

    /// - Throws: ``Failure`` if the distribution is not in the table.
    func packaging() throws -> Packaging {
        let distribution = try Distribution(files)
        if let packaging = distribution.packaging { return packaging }
        throw Failure(
            .unavailable, "\(distribution.title) is not a supported distribution",
            help: "use \(Distribution.known)")
    }
}
