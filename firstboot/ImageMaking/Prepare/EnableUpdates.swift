import Host
import Installation

/// Turns on automatic security updates.
struct EnableUpdates: ImageStep {
    let machine: Machine
    let title = "Turning automatic security updates on"
    let needsRunningSystem = true

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let manager = try machine.packaging().manager
        let (path, text) = Self.configuration(manager)
        try machine.files.writeWithFolders([.init(path, Array(text.utf8), mode: 0o644)])
        machine.note(path)
        guard machine.hasSystemd else { return }
        let units = manager == .apt ? ["apt-daily.timer", "apt-daily-upgrade.timer"] : ["dnf-automatic-install.timer"]
        _ = try await Command("systemctl", ["enable", "--now"] + units).run()
    }

    /// apt: the settings from the README of unattended-upgrades, in a file that sorts after the distribution's own. The
    /// package itself chooses the origins, those with security updates. Nothing restarts the machine.
    ///
    /// dnf: see dnf-automatic(8). The timer that installs needs only the kind of update.
    static func configuration(_ manager: Packaging.Manager) -> (path: String, text: String) {
        switch manager {
        case .apt:
            (
                "/etc/apt/apt.conf.d/99landfall-updates",
                """
                // Security updates apply themselves. Remove this file to decide otherwise.
                APT::Periodic::Update-Package-Lists "1";
                APT::Periodic::Unattended-Upgrade "1";

                """
            )
        case .dnf:
            (
                "/etc/dnf/automatic.conf",
                """
                # Security updates apply themselves.
                [commands]
                upgrade_type = security
                random_sleep = 300
                download_updates = yes
                apply_updates = yes

                [emitters]
                emit_via = stdio

                """
            )
        }
    }
}
