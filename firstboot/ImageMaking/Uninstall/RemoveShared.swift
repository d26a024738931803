import Docker
import Host
import Installation
import Plan

/// With the last app, removes what the apps shared: the swap file and the settings.
struct RemoveShared: ImageStep {
    let machine: Machine
    let title = "Undoing what prepare changed on the machine"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        try MachineChanges.update(on: machine) { $0.apps.remove(machine.plan.app.name) }
        let changes = try MachineChanges.read(on: machine)
        guard changes.apps.isEmpty else {
            return machine.note("\(changes.apps.sorted().joined(separator: ", ")) needs it")
        }
        try await RemoveSwap(machine).run()
        let files = changes.paths.filter { machine.files.exists($0) && !machine.files.isFolder($0) }
        for file in files.sorted() {
            if try GiveNetworksRoom.stays(file, on: machine) { continue }
            try machine.files.remove(file)
            machine.note(file)
        }
    }
}

/// With the last app, removes the packages that `prepare` installed.
struct RemovePackages: ImageStep {
    let machine: Machine
    let title = "Removing packages"
    let needsRunningSystem = true

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let changes = try MachineChanges.read(on: machine)
        guard changes.apps.isEmpty, !changes.packages.isEmpty else { return machine.note("none") }
        let manager = try machine.packaging().packageManager(machine.console)
        let installed = try await manager.installed()
        var packages = changes.packages.intersection(installed)
        let engine = Self.enginePackages.intersection(packages)
        if !engine.isEmpty, let user = try await engineUser() {
            packages.subtract(engine)
            machine.note("Docker stays: \(user)")
        }
        // Somebody may have installed what needs one of them.
        while !packages.isEmpty {
            let others = try await manager.dependents(of: packages)
            guard !others.isEmpty else { break }
            let needed = try await needed(packages, by: others, manager)
            guard !needed.isEmpty else { break }
            packages.subtract(needed)
            machine.note(
                "\(needed.sorted().joined(separator: ", ")): needed by \(others.sorted().joined(separator: ", "))")
        }
        guard !packages.isEmpty else { return }
        machine.note("packages: \(packages.sorted().joined(separator: ", "))")
        let removesEngine = !engine.isDisjoint(with: packages)
        if removesEngine, machine.hasSystemd {
            let units = ["docker.socket", "docker.service", "containerd.service"]
            _ = try await Command("systemctl", ["stop"] + units).run()
        }
        try await manager.purge(packages.sorted())
        if removesEngine {
            try removeEngineFolders()
            try GiveNetworksRoom.takeBack(machine)
        }
        try MachineChanges.update(on: machine) { $0.packages.subtract(packages) }
    }

    /// The packages that cannot go, one by one: the list is short where it matters.
    private func needed(
        _ packages: Set<String>, by others: Set<String>, _ manager: any PackageManager
    ) async throws -> Set<String> {
        var needed: Set<String> = []
        for package in packages where try await !manager.dependents(of: [package]).isDisjoint(with: others) {
            needed.insert(package)
        }
        return needed
    }

    private static let enginePackages: Set<String> = [
        "docker.io", "docker-cli", "docker-compose", "docker-compose-v2", "containerd", "runc", "docker-ce",
        "docker-ce-cli", "containerd.io", "docker-compose-plugin", "docker-buildx-plugin",
    ]

    /// What the engine still has of others, or of this app's data; nil if nothing.
    private func engineUser() async throws -> String? {
        guard DockerProgram.isInstalled else { return nil }
        for (list, what) in [
            (["ps", "--all", "--quiet"], "containers"), (["volume", "ls", "--quiet"], "volumes"),
            (["image", "ls", "--quiet"], "images"),
        ] {
            // One that cannot be asked may have anything.
            guard let left = try? await DockerProgram.command(list).output() else {
                return "it does not answer what it has"
            }
            if !left.isEmpty { return "it has \(what) (\(left.count))" }
        }
        return nil
    }

    /// What the packages leave behind. There is nothing of anybody's in it, see ``engineUser()``.
    private func removeEngineFolders() throws {
        for folder in ["/var/lib/docker", "/var/lib/containerd"] where machine.files.exists(folder) {
            try machine.files.removeTree(folder)
            machine.note(folder)
        }
        // containerd makes these, and nothing is in them.
        for folder in ["/etc/cni/net.d", "/etc/cni"] { machine.files.removeFolderIfEmpty(folder) }
    }
}
