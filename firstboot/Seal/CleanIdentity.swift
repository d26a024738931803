import Host

/// What tells this machine from its clones: its id, random seed, leases and engine's identity.
struct CleanIdentity: ImageStep {
    let machine: Machine
    let title = "Removing this machine's identity"

    /// Each is made anew by its owner at the next start.
    private static let files = [
        "/etc/docker/key.json", "/var/lib/docker/engine-id", "/var/lib/systemd/random-seed",
        "/var/lib/systemd/credential.secret", "/var/lib/urandom/random-seed",
    ]
    private static let folders = [
        "/var/lib/dhcp", "/var/lib/dhclient", "/var/lib/dhcpcd", "/var/lib/systemd/timers",
        "/var/lib/systemd/network",
    ]

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        for file in Self.files { try machine.files.removeTree(file) }
        for folder in Self.folders { try machine.files.empty(folder) }
        try machine.files.empty("/var/lib/NetworkManager") { !$0.hasSuffix(".lease") }
        // Empty, every version of systemd makes a new one; D-Bus's own copy comes back as a link to it.
        try machine.files.createFolderIfMissing("/etc")
        try machine.files.write("/etc/machine-id", [], mode: 0o444)
        if !machine.files.isLink("/var/lib/dbus/machine-id") {
            try machine.files.removeTree("/var/lib/dbus/machine-id")
        }
    }
}
