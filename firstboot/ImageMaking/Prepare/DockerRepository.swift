/// Docker's own repository for one distribution, with its signing key pinned.
///
/// Addresses, packages and fingerprints: docs.docker.com/engine/install, its pages for Debian, Ubuntu, RHEL and CentOS (whose
/// packages serve Rocky Linux and AlmaLinux too), read 2026-11.
struct DockerRepository: Sendable, Equatable {
    /// The folder of the distribution, without a trailing slash.
    var url: String
    /// The signing key's address.
    var keyURL: String
    /// The primary key's fingerprint: 40 upper-case hexadecimal digits.
    var fingerprint: String
    /// The key's path on the machine.
    var keyPath: String
    /// The text of the package manager's source file.
    var listPath: String
    var list: String
    var packages: [String]

    static func apt(
        _ distribution: String, suite: String, server: String = "https://download.docker.com",
        fingerprint: String = "9DC858229FC7DD38854AE2D88D81803C0EBFCD88"
    ) -> DockerRepository {
        let url = "\(server)/linux/\(distribution)"
        let keyPath = "/etc/apt/keyrings/docker.asc"
        return DockerRepository(
            url: url, keyURL: "\(url)/gpg", fingerprint: fingerprint, keyPath: keyPath,
            listPath: "/etc/apt/sources.list.d/docker.sources",
            list: """
                Types: deb
                URIs: \(url)
                Suites: \(suite)
                Components: stable
                Signed-By: \(keyPath)

                """,
            packages: ["docker-ce", "docker-ce-cli", "containerd.io", "docker-compose-plugin", "apparmor"])
    }

    static func dnf(_ distribution: String, release: String) -> DockerRepository {
        let url = "https://download.docker.com/linux/\(distribution)"
        let keyPath = "/etc/pki/rpm-gpg/RPM-GPG-KEY-docker-ce"
        return DockerRepository(
            url: url, keyURL: "\(url)/gpg", fingerprint: "060A61C51B558A7F742B77AAC52FEB6B621E9F35", keyPath: keyPath,
            listPath: "/etc/yum.repos.d/docker-ce.repo",
            list: """
                [docker-ce-stable]
                name=Docker CE Stable
                baseurl=\(url)/\(release)/$basearch/stable
                enabled=1
                gpgcheck=1
                gpgkey=file://\(keyPath)

                """,
            packages: ["docker-ce", "docker-ce-cli", "containerd.io", "docker-compose-plugin"])
    }
}
