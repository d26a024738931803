import Docker
import Host
import Installation
import Plan
import Secrets
import Text

/// What copying and proving an item needs to know of the machine.
struct Site: Sendable {
    let machine: Machine
    let values: Values
    private let containers: [Container]
    private let volumes: [EngineVolume]
    private let redact: Redactor
    /// Whether data is restored into the images of this program's release, and not into those that run.
    let usesNewImages: Bool

    init(_ machine: Machine, _ values: Values, usesNewImages: Bool = false) throws {
        self.machine = machine
        self.usesNewImages = usesNewImages
        self.values = values
        let engine = try DockerEngine()
        containers = try engine.containers(project: machine.plan.stack.project)
        volumes = try engine.allVolumes()
        redact = Redactor(values)
    }

    /// A program's line for people, without secrets.
    func shown(_ line: String) -> String { redact(VisibleText.of(line)) }

    /// - Returns: The container of a service.
    /// - Throws: ``Failure`` unless it runs.
    func running(_ service: String, for item: String) throws -> Container {
        let own = containers.first { $0.service == service && $0.state == "running" } ?? container(service)
        if let own, own.state == "running" { return own }
        let state = own.map { "is \($0.state)" } ?? "has no container"
        throw Failure(
            .unavailable, "\(item) cannot be copied: the service \(service) \(state)",
            help: "start it with `\(machine.command) start`, then run this again")
    }

    /// Running or not; nil where there is none.
    func container(_ service: String) -> Container? { containers.first { $0.service == service } }

    /// Whether there is no container or volume for one of the items.
    func lacksPlaces(of items: [Backup.Item]) -> Bool {
        items.contains { item in
            if let service = item.store.service { return container(service) == nil }
            guard let source = item.store.source, !source.isBindSource else { return false }
            return !volumes.contains { $0.name == values.engineName(ofVolume: source) }
        }
    }

    /// Whether whatever a service may write to is in volumes that were not there before.
    func hasOnlyNewVolumes(_ service: String, besides former: Set<String>) -> Bool {
        (container(service)?.mounts ?? []).allSatisfy { mount in
            !mount.isWritable || mount.type == "volume" && mount.name.map { !former.contains($0) } == true
        }
    }

    /// Whether this program's release has another image for one of the database servers than runs now.
    var hasOtherServers: Bool {
        get throws {
            let engine = try DockerEngine()
            return try machine.plan.backup.items.contains { item in
                guard let name = item.store.service, let container = container(name), let running = container.imageID,
                    let image = machine.plan.stack.services.first(where: { $0.name == name })?.image
                else { return item.store.service != nil }
                return try engine.image(image)?.id != running
            }
        }
    }

    /// What a container has mounted at a path, or will have in this program's release.
    func place(of target: String, in container: Container) -> (path: String, volume: String?)? {
        if usesNewImages, let source = source(of: target, in: container.service) {
            if source.isBindSource { return (try? path(ofBind: source)).map { ($0, nil) } }
            return (try? folder(ofVolume: source)).map { ($0, values.engineName(ofVolume: source)) }
        }
        guard let mount = container.mounts?.first(where: { $0.target == target }) else { return nil }
        if mount.type == "volume" {
            return volumes.first { $0.name == mount.name }.flatMap { volume in volume.folder.map { ($0, volume.name) } }
        }
        return mount.source.flatMap { Files(.system).resolved($0) }.map { ($0, nil) }
    }

    /// What the compose file of this program's release mounts at a path.
    private func source(of target: String, in service: String) -> String? {
        let mount = machine.plan.stack.mounts.first { $0.service == service && $0.target == target }
        return mount?.source.flatMap { try? values.render($0) }
    }

    /// The paths at which this program's release mounts the volumes of a container, keyed by where it has them now.
    func newTargets(of container: Container) -> [String: String] {
        var targets: [String: String] = [:]
        for mount in machine.plan.stack.mounts where mount.service == container.service {
            guard let source = mount.source.flatMap({ try? values.render($0) }), !source.isBindSource else { continue }
            let name = values.engineName(ofVolume: source)
            if let old = container.mounts?.first(where: { $0.name == name })?.target { targets[old] = mount.target }
        }
        return targets
    }

    /// The folder of this computer with a volume's files.
    func folder(ofVolume name: String) throws -> String {
        let engineName = values.engineName(ofVolume: name)
        guard let volume = volumes.first(where: { $0.name == engineName }) else {
            throw Failure(
                .unavailable, "there is no volume \(engineName)",
                help: "`\(machine.command) start` creates it")
        }
        guard let folder = volume.folder else {
            throw Failure(
                .unavailable, "the files of the volume \(engineName) are known only to its driver \(volume.driver)",
                help: "back it up by the means of that driver, and leave it out of `backup` in app.yaml")
        }
        return folder
    }

    /// A file in a volume or a bound folder, on this computer. A link in the folder, which a service may have put there,
    /// is not followed out of it.
    func file(_ path: String, of source: String) throws -> String {
        let folder = source.isBindSource ? try self.path(ofBind: source) : try self.folder(ofVolume: source)
        let whole = NormalPath.of("\(folder)/\(path)")
        let real = Files(.system).resolved(whole) ?? whole
        let home = Files(.system).resolved(folder) ?? folder
        guard real.hasPrefix(home + "/") else {
            throw Failure(.invalidInput, "\(whole) leads to \(real), which is not in \(home)")
        }
        return real
    }

    /// Where a bound folder or file is on this computer.
    func path(ofBind source: String) throws -> String {
        let found = machine.paths(ofBind: source).compactMap { Files(.system).resolved($0) }
        guard let path = found.first else {
            throw Failure(.unavailable, "there is no \(machine.paths(ofBind: source).first ?? source)")
        }
        return path
    }
}
