import Docker
import Edge
import Host
import ImageCheck
import Installation
import Plan

/// Removes everything that a first boot leaves, and the owner's values.
struct ForgetMachine: ImageStep {
    let machine: Machine
    /// Whether the app's data is removed too.
    private let withData: Bool
    let title = "Forgetting this machine's secrets and state"

    init(_ machine: Machine, withData: Bool) {
        self.machine = machine
        self.withData = withData
    }

    func run() async throws {
        // Data that belongs to older secrets would lock the next machine's app out. Its place is in the `.env`, which
        // is removed below.
        let data = AppData(of: machine.plan, in: ImageTree(machine.files.root))
        if withData && machine.files.root.isSystem { try await removeVolumes(data) }
        if withData { try empty(data) }
        if withData { try await MachineEdge(machine).leave(withState: true) }
        let paths = machine.paths
        let rendered = machine.plan.stack.files.filter { if case .rendered = $0.content { true } else { false } }
        let stack = [".env"] + rendered.map(\.path)
        let files =
            stack.map { "\(paths.stack)/\($0)" } + [
                paths.parameters, paths.credentials, paths.progress, paths.loginPrompt,
            ]
        for path in files where machine.files.exists(path) {
            try machine.files.remove(path)
            machine.note(path)
        }
        try machine.files.removeTree(paths.state)
    }

    /// Empties what the machine mounts into the services, except for files that `prepare` lays down.
    private func empty(_ data: AppData) throws {
        let tree = ImageTree(machine.files.root)
        let kept = AppData.laidDown(machine.plan)
        for place in data.places {
            guard let real = tree.resolve(place), !kept.contains(place) else { continue }
            // A file stays, but empty: in place of a missing file Docker would create a folder.
            if machine.files.isFolder(real) {
                try empty(place, at: real, keeping: kept)
            } else {
                try machine.files.truncate(real)
            }
            machine.note(place)
        }
        for reason in data.unknown { machine.note("\(reason): check this yourself") }
    }

    /// - Parameter real: The folder itself, with the links in `folder` resolved.
    private func empty(_ folder: String, at real: String, keeping kept: Set<String>) throws {
        for name in machine.files.names(in: real) where !kept.contains("\(folder)/\(name)") {
            if kept.contains(where: { $0.hasPrefix("\(folder)/\(name)/") }) {
                try empty("\(folder)/\(name)", at: "\(real)/\(name)", keeping: kept)
            } else {
                try machine.files.removeTree("\(real)/\(name)")
            }
        }
    }

    private func removeVolumes(_ data: AppData) async throws {
        try await AwaitEngine(machine).run()
        let engine = try DockerEngine()
        let project = machine.plan.stack.project
        // Compose may need values that an earlier run has removed, so call it only if there is something to remove.
        let isThere = try !engine.containers(project: project).isEmpty || !engine.volumes(project: project).isEmpty
        if isThere { try await takeDown() }
        try await removeLooseVolumes(data)
        try await removeContainerdsRecords()
    }

    /// Compose leaves external volumes, and anonymous ones whose containers are gone already.
    private func removeLooseVolumes(_ data: AppData) async throws {
        let list = DockerProgram.command(["volume", "ls", "--quiet", "--filter", "dangling=true"])
        for name in try await list.run().lastLines where data.owns(volume: name) || Traces.isAnonymousVolume(name) {
            let result = try await DockerProgram.command(["volume", "rm", name]).run()
            machine.note(result.succeeded ? "the data volume \(name)" : "\(name): \(result.lastLines.last ?? "stays")")
        }
    }

    private func takeDown() async throws {
        let result = try await Compose(machine).downWithVolumes.run()
        guard result.succeeded else {
            throw Failure(
                .unavailable, "Docker Compose could not remove the app's containers and data",
                details: Array(result.lastLines.suffix(10)), help: "fix what it says and run this again")
        }
        machine.note("the app's containers and data volumes")
    }

    /// containerd's database keeps what containers were given, secrets included, in freed pages. If the engine stores
    /// the images itself, the database has nothing else in it; then it is removed and created again.
    private func removeContainerdsRecords() async throws {
        let store = "/var/lib/containerd"
        let database = store + "/io.containerd.metadata.v1.bolt/meta.db"
        guard machine.hasSystemd, machine.files.exists(database) else { return }
        guard machine.files.names(in: store + "/io.containerd.content.v1.content/blobs/sha256").isEmpty else {
            return machine.note(
                "\(database) stays, because it lists the images; it may hold traces of the removed secrets")
        }
        _ = try await Command("systemctl", ["stop", "docker.socket", "docker.service", "containerd.service"]).run()
        try machine.files.remove(database)
        // systemd starts a service only so often in a minute, and a restart or two may just have been.
        _ = try await Command("systemctl", ["reset-failed", "docker.socket", "docker.service", "containerd.service"])
            .run()
        _ = try await Command("systemctl", ["start", "docker.service"]).run()
        machine.note(database)
    }
}
