import Host

/// The machine's distribution, by /etc/os-release.
struct Distribution {
    /// As people call it.
    let title: String
    private let key: String

    init(_ files: Files) throws {
        let text = String(decoding: try files.read("/etc/os-release") ?? [], as: UTF8.self)
        var fields: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { fields[String(parts[0])] = parts[1].filter { $0 != "\"" && $0 != "'" } }
        }
        title = fields["PRETTY_NAME"] ?? "this distribution"
        key = "\(fields["ID"] ?? "") \(fields["VERSION_ID"] ?? "")"
    }

    /// The packages that make up Docker Engine, its command and Compose v2; nil where it has no Compose v2.
    ///
    /// Recommended packages are not installed, so those that Docker cannot do without are named: without AppArmor's
    /// parser it starts no container on a kernel that has AppArmor, without certificates it pulls nothing, and
    /// Debian 13 only recommends the `docker` command (apt-cache show, read 2026-11).
    var dockerPackages: [String]? {
        switch key {
        case "ubuntu 22.04", "ubuntu 24.04": ["docker.io", "docker-compose-v2", "apparmor", "ca-certificates"]
        case "debian 13": ["docker.io", "docker-cli", "docker-compose", "apparmor", "ca-certificates"]
        default: nil
        }
    }

    static let withDocker = "Ubuntu 22.04, Ubuntu 24.04 and Debian 13"
}
