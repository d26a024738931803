import Host
import ImageCheck
import Installation

/// Removes what tells this machine from its clones: its id, random seed, leases and the engine's identity.
struct CleanIdentity: ImageStep {
    let machine: Machine
    let title = "Removing this machine's identity"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        if machine.hasSystemd {
            // It saves a seed when it stops. Stop it now, so that this does not happen at shutdown.
            _ = try await Command("systemctl", ["stop", "systemd-random-seed.service"]).run()
        }
        // The service that owns each of these makes it again at its next start.
        for file in Traces.engineIdentity + Traces.seeds + Traces.locateDatabases {
            try machine.files.removeTree(file)
        }
        for folder in Traces.leases + [Traces.timerStamps] { try machine.files.empty(folder) }
        try machine.files.empty("/var/lib/NetworkManager") { !Traces.isLease($0) }
        // If it is empty, every version of systemd makes a new one. D-Bus's copy comes back as a link to it.
        try machine.files.createFolderIfMissing("/etc")
        try machine.files.write("/etc/machine-id", [], mode: 0o444)
        if !machine.files.isLink("/var/lib/dbus/machine-id") {
            try machine.files.removeTree("/var/lib/dbus/machine-id")
        }
    }
}
