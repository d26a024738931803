import Host
import Installation
import Plan
import Text

/// Looks at everything in which the stack keeps data: what its compose file names, what the engine knows of the
/// project, and the containers of a Compose project that was in /opt/NAME before.
package struct DataSurvey {
    private let machine: Machine
    private let values: Values
    private let content: DataContent
    private let volumes: [String: EngineVolume]
    private let sources: MountSources
    private let containers: [Container]
    /// Those that belong to the app or to what was in its folder before.
    package let projectContainers: [Container]

    /// - Parameter values: Those that the compose file's paths and names may need; no secrets.
    package init(_ machine: Machine, _ values: Values) throws {
        self.machine = machine
        self.values = values
        content = DataContent(machine)
        let engine = try DockerEngine()
        volumes = Dictionary(try engine.allVolumes().map { ($0.name, $0) }) { first, _ in first }
        containers = try engine.allContainers()
        sources = MountSources(volumes)
        projectContainers = containers.filter { $0.belongs(to: machine) }
    }

    /// The places that hold data.
    package func places() -> [DataPlace] {
        var found: [DataPlace] = []
        func add(_ place: DataPlace) {
            guard let index = found.firstIndex(where: { $0.key == place.key }) else { return found.append(place) }
            for use in place.uses where !found[index].uses.contains(use) { found[index].uses.append(use) }
            if place.stranger == nil { found[index].stranger = nil }
        }
        for mount in machine.plan.stack.mounts + OverrideMounts.read(machine) { places(of: mount).forEach(add) }
        for place in namedVolumes { add(place) }
        for container in projectContainers {
            for mount in container.mounts ?? [] where mount.isWritable { place(of: mount, in: container).map(add) }
        }
        return found.filter(holdsData)
    }

    // MARK: What the compose file names

    private func places(of mount: StackMount) -> [DataPlace] {
        // Without a name: the engine knows it by the container alone.
        guard let template = mount.source, let source = try? values.render(template), !source.isEmpty else { return [] }
        let use = DataPlace.Use(service: mount.service, target: mount.target)
        if source.isBindSource {
            return machine.paths(ofBind: source).map { DataPlace(path: MountSources.real($0), uses: [use]) }
        }
        let volume = volumes[values.engineName(ofVolume: source)]
        return volume.map { [DataPlace(volume: $0, path: $0.folder, uses: [use])] } ?? []
    }

    /// Volumes that the project made, and those that have a name which the compose file would give them.
    private var namedVolumes: [DataPlace] {
        let stack = machine.plan.stack
        let names = Set(stack.volumes.map(values.engineName))
        let found = volumes.values.filter {
            names.contains($0.name) || $0.labels?["com.docker.compose.project"] == stack.project
        }
        return found.sorted { $0.name < $1.name }.map { DataPlace(volume: $0, path: $0.folder, uses: []) }
    }

    // MARK: What containers have mounted

    private func place(of mount: Container.Mount, in container: Container) -> DataPlace? {
        let service = container.service.isEmpty ? container.name : container.service
        let use = DataPlace.Use(service: service, target: mount.target ?? "")
        let stack = machine.plan.stack
        switch (mount.type, mount.name, mount.source) {
        case ("volume", let name?, _):
            guard let volume = volumes[name] else { return nil }
            var place = DataPlace(volume: volume, path: volume.folder, uses: [use])
            place.isAnonymous = name.count == 64 && name.allSatisfy(\.isHexDigit)
            // Compose gives the volumes of a container that it replaces to the new one only within a project.
            if container.project != stack.project { place.stranger = stranger(container) }
            return place
        case ("bind", _, let source?):
            var place = DataPlace(path: MountSources.real(NormalPath.of(source)), uses: [use])
            // That the stack has it mounted too, its own entry says.
            place.stranger = stranger(container)
            return place
        default: return nil
        }
    }

    private func stranger(_ container: Container) -> String {
        container.projectFolder.map { "the Compose project in \($0)" }
            ?? "the Compose project \(container.project ?? container.name)"
    }

    // MARK: Whether there is something in it

    private func holdsData(_ place: DataPlace) -> Bool {
        guard let path = place.path else { return place.volume?.isMemory != true }
        if place.volume == nil && content.isOfTheSystem(path) { return false }
        return content.isThere(at: path, whenUnreadable: place.volume != nil)
    }

    package func hasVolume(_ name: String) -> Bool { volumes[name] != nil }

    /// Containers of others that have a place mounted, or what it lies in, or what lies in it: stopped ones too, which
    /// would find other data when they start again.
    package func otherUsers(of place: DataPlace) -> [Container] {
        containers.filter { container in
            !projectContainers.contains(container)
                && (container.mounts ?? []).contains { mount in
                    if let volume = place.volume, mount.type == "volume", mount.name == volume.name { return true }
                    guard let path = place.path.map(MountSources.real), let source = sources.path(of: mount) else {
                        return false
                    }
                    return source.isWithin(path) || path.isWithin(source) && !SystemPaths.contain(source)
                }
        }
    }

    /// Whether a service of the app has one of the places mounted, or what one lies in, or what lies in one; if only to
    /// read it.
    package func sees(_ service: String, anyOf places: [DataPlace]) -> Bool {
        let paths = places.compactMap(\.path).map(MountSources.real)
        let names = places.compactMap(\.volume?.name)
        return projectContainers.filter { $0.service == service }.flatMap { $0.mounts ?? [] }.contains { mount in
            if mount.type == "volume", let name = mount.name, names.contains(name) { return true }
            return sources.path(of: mount).map { source in paths.contains(where: source.overlaps) } == true
        }
    }
}
