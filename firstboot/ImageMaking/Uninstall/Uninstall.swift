import Docker
import Host
import ImageCheck
import Installation
import Plan

/// Takes the app off the machine again. What is not the app's stays: other apps, the owner's firewall rules, and Docker
/// unless `prepare` installed it and nobody else uses it.
///
/// Each step may run again, and the program goes last: an uninstallation that was cut off is run again.
package struct Uninstall: Sendable {
    let machine: Machine
    /// Whether data, secrets, parameters and the backups on this machine go too.
    let purges: Bool
    private let earlierImages: [ImageRecord.Entry]

    /// - Parameter earlierImages: Those of the releases that the machine can go back to.
    package init(_ machine: Machine, purges: Bool, earlierImages: [ImageRecord.Entry]) {
        self.machine = machine
        self.purges = purges
        self.earlierImages = earlierImages
    }

    package func run() async throws {
        // Of several instances, the first has what they share.
        let isFirst = machine.instance == nil
        let shared: [any ImageStep] = isFirst ? [RemoveShared(machine), RemovePackages(machine)] : []
        try await machine.run(
            [
                RemoveUnits(machine),
                LeaveEdge(machine, withData: purges),
                RemoveContainers(machine, withData: purges, earlierImages: earlierImages),
            ] + (isFirst ? [RemoveFirewallRules(machine)] : []) + [RemoveFiles(machine, withData: purges)] + shared
                + [RemoveProgram(machine)])
    }
}

/// Stops and removes the app's units.
struct RemoveUnits: ImageStep {
    let machine: Machine
    let title = "Stopping the app"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let units = Units(machine.plan, machine.paths)
        let names = units.names
        let folder = "/etc/systemd/system"
        let present = names.filter { machine.files.exists("\(folder)/\($0)") }
        if machine.hasSystemd, !present.isEmpty {
            _ = try await Command("systemctl", ["disable", "--now"] + present).run()
        }
        for name in names {
            for wants in machine.files.names(in: folder) where wants.hasSuffix(".wants") {
                let link = "\(folder)/\(wants)/\(name)"
                if machine.files.isLink(link) { try machine.files.remove(link) }
            }
            guard present.contains(name) else { continue }
            try machine.files.remove("\(folder)/\(name)")
            machine.note(name)
        }
        try await machine.reloadUnits()
    }
}

/// Closes the ports that only this app needed.
struct RemoveFirewallRules: ImageStep {
    let machine: Machine
    let title = "Closing the app's ports"
    let needsRunningSystem = true

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let changes = try MachineChanges.read(on: machine)
        guard changes.firewall.needed[machine.plan.app.name] != nil else { return machine.note("nothing was opened") }
        let isLast = changes.apps.subtracting([machine.plan.app.name]).isEmpty
        let ssh = await OpenPorts.ssh(on: machine)
        switch try machine.packaging().manager {
        case .apt: try await UFW(machine).undo(changes.firewall, isLast: isLast, staysOpen: ssh.rules)
        case .dnf: try await Firewalld(machine).undo(changes.firewall, isLast: isLast, staysOpen: ssh.rules)
        }
        try MachineChanges.update(on: machine) { record in
            record.firewall.needed[machine.plan.app.name] = nil
            let needed = Set(record.firewall.needed.values.joined())
            record.firewall.added.formIntersection(needed)
        }
    }
}

/// Removes this program and what `uninstall` itself needs.
struct RemoveProgram: ImageStep {
    let machine: Machine
    let title = "Removing this command"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let changes = try MachineChanges.read(on: machine)
        if machine.files.exists(machine.paths.binary) { try machine.files.remove(machine.paths.binary) }
        machine.note(machine.paths.binary)
        guard machine.instance == nil, changes.apps.isEmpty else { return }
        if machine.files.exists(MachineChanges.path) { try machine.files.remove(MachineChanges.path) }
        // The deepest first; one with somebody's files in it stays.
        for path in changes.paths.sorted(by: { $0.utf8.count > $1.utf8.count }) where machine.files.isFolder(path) {
            machine.files.removeFolderIfEmpty(path)
        }
        machine.files.removeFolderIfEmpty(Paths.states)
    }
}
