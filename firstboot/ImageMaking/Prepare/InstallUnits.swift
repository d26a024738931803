import Host
import Installation

/// Installs the units and enables them by links. This works without a running systemd.
struct InstallUnits: ImageStep {
    let machine: Machine
    let title = "Installing the units"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        // The folders named in the units' sandbox must exist when the units start.
        try machine.files.createFolderIfMissing(machine.paths.stack)
        let units = Units(
            machine.plan, machine.paths, systemdVersion: await machine.systemdVersion(), folder: machine.linkedFolder)
        for unit in units.all { try machine.install(unit) }
        try await machine.reloadUnits()
    }
}

extension Machine {
    /// Writes a unit and enables it.
    func install(_ unit: UnitFile) throws {
        let folder = "/etc/systemd/system"
        try files.createFolderIfMissing(folder)
        try files.write("\(folder)/\(unit.name)", Array(unit.text.utf8), mode: 0o644)
        for other in unit.wantedBy {
            try files.createFolderIfMissing("\(folder)/\(other).wants")
            try files.link("\(folder)/\(other).wants/\(unit.name)", to: "\(folder)/\(unit.name)")
        }
        note(unit.name)
    }

    /// The number in `systemd 257 (257.9-1)`; nil if the files are not the running system's.
    func systemdVersion() async -> Int? {
        guard files.root.isSystem else { return nil }
        let words = (try? await Command("systemctl", ["--version"]).run())?.lastLines.first?.split(separator: " ")
        return (words?.dropFirst().first).flatMap { Int($0) }
    }

    func reloadUnits() async throws {
        if hasSystemd { _ = try await Command("systemctl", ["daemon-reload"]).run() }
    }
}
