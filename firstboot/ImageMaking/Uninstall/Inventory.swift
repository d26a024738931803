import Docker
import Edge
import Host
import ImageCheck
import Installation
import Plan

/// What `uninstall` would remove and what it would leave, as lines for the owner. Finding out changes nothing.
package struct Inventory {
    package var removed: [String] = []
    package var kept: [String] = []

    /// - Parameter earlierImages: Of the releases that the machine can go back to, where they go too.
    package static func of(_ machine: Machine, purges: Bool, earlierImages: [ImageRecord.Entry]) async throws
        -> Inventory
    {
        var inventory = Inventory()
        let paths = machine.paths
        let stack = paths.stack + (machine.linkedFolder.map { ", which is \($0)" } ?? "")
        let hasEngine = DockerProgram.isInstalled && machine.files.root.isSystem
        let isUp = hasEngine && DockerEngine.answers
        if isUp || !hasEngine { inventory.addContainers(machine, earlierImages) }
        if hasEngine, !isUp {
            inventory.kept.append(
                "containers, volumes, networks and images while the Docker Engine does not answer: "
                    + "`systemctl start docker` starts it")
            inventory.kept += LeftInEngine(machine, earlierImages: earlierImages).lines
        }
        let volumes = isUp ? try await AppVolumes.find(machine) : []
        let source =
            machine.plan.source != nil && machine.files.exists(paths.source)
            ? ["the source in \(paths.source), with what you have changed there"] : []
        let data = volumes.map { "the volume \($0)" } + source + ["what else the services keep in \(stack)"]
        let others = [
            "the secrets and the state in \(paths.state)", "the parameters in \(paths.parameters)",
            "backups that are on this machine in \(paths.backups)",
        ]
        inventory.removed += [
            "the files in \(paths.stack), the credentials in \(paths.credentials)", "the units, the login message",
            "the command \(paths.binary)",
        ]
        if machine.files.exists(paths.registries) { inventory.removed.append("the logins at registries") }
        if purges {
            inventory.removed += data + others
        } else {
            inventory.kept += data + others
        }
        inventory.addEdge(machine, purges: purges)
        inventory.kept += outsidePlaces(machine).map { "\($0), outside of the app's own folder" }
        let changes = try MachineChanges.read(on: machine)
        inventory.addForeignImages(changes, machine)
        if machine.instance == nil { inventory.addShared(changes, machine) }
        return inventory
    }

    private mutating func addContainers(_ machine: Machine, _ earlierImages: [ImageRecord.Entry]) {
        let services = machine.plan.stack.services.map(\.name).sorted()
        removed.append("the containers, networks and images of \(services.joined(separator: ", "))")
        let now = Set(machine.plan.stack.pinnedImages.map(RemoveImages.familiar))
        let earlier = Set(earlierImages.map { RemoveImages.familiar($0.name) }).subtracting(now)
        if !earlier.isEmpty {
            removed.append("the images of earlier releases: \(earlier.sorted().joined(separator: ", "))")
        }
    }

    private mutating func addForeignImages(_ changes: MachineChanges, _ machine: Machine) {
        let own = Set(machine.plan.stack.pinnedImages.map(RemoveImages.familiar))
        let foreign = (changes.images ?? [:]).filter { own.contains($0.key) && !$0.value.isEmpty }.keys.sorted()
        if !foreign.isEmpty { kept.append("images that were here before: \(foreign.joined(separator: ", "))") }
    }

    private mutating func addEdge(_ machine: Machine, purges: Bool) {
        let edge = MachineEdge(machine)
        guard edge.hasPlace else { return }
        let others = edge.otherApps
        guard others.isEmpty else {
            removed.append("the app's host names at the machine's edge")
            return kept.append("the machine's edge, which serves \(others.joined(separator: ", "))")
        }
        let certificates = "the edge's certificates in \(Edge.folder)"
        removed.append("the machine's edge, its Caddy: no other app needs it")
        if purges { removed.append(certificates) } else { kept.append(certificates) }
    }

    private static func outsidePlaces(_ machine: Machine) -> [String] {
        AppData(of: machine.plan, in: ImageTree(machine.files.root)).places.filter {
            !$0.hasPrefix(machine.paths.stack + "/") && machine.files.exists($0)
        }
    }

    private mutating func addShared(_ changes: MachineChanges, _ machine: Machine) {
        let app = machine.plan.app.name
        let others = changes.apps.subtracting([app])
        if let needed = changes.firewall.needed[app] {
            let closed = changes.firewall.rulesOnly(of: app).filter(needed.contains)
            if !closed.isEmpty { removed.append("the firewall's rules for \(closed.joined(separator: ", "))") }
        }
        guard others.isEmpty else {
            return kept.append("packages and settings that \(others.sorted().joined(separator: ", ")) needs")
        }
        if !changes.packages.isEmpty {
            removed.append(
                "packages that came with the app, unless something else uses them: "
                    + changes.packages.sorted().joined(separator: ", "))
        }
    }
}
