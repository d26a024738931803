import Host
import ImageCheck
import Installation

/// What tells this machine from its clones: its id, random seed, leases and engine's identity.
struct CleanIdentity: ImageStep {
    let machine: Machine
    let title = "Removing this machine's identity"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        if machine.hasSystemd {
            // When it stops it saves a seed: now, and not when the machine is switched off.
            _ = try await Command("systemctl", ["stop", "systemd-random-seed.service"]).run()
        }
        // Each is made anew by its owner at the next start.
        for file in Traces.engineIdentity + Traces.seeds + Traces.locateDatabases {
            try machine.files.removeTree(file)
        }
        for folder in Traces.leases + [Traces.timerStamps] { try machine.files.empty(folder) }
        try machine.files.empty("/var/lib/NetworkManager") { !Traces.isLease($0) }
        // Empty, every version of systemd makes a new one; D-Bus's own copy comes back as a link to it.
        try machine.files.createFolderIfMissing("/etc")
        try machine.files.write("/etc/machine-id", [], mode: 0o444)
        if !machine.files.isLink("/var/lib/dbus/machine-id") {
            try machine.files.removeTree("/var/lib/dbus/machine-id")
        }
    }
}
