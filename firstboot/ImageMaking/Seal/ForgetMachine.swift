import Docker
import Host
import ImageCheck
import Installation
import Plan

/// Takes away all that a first boot leaves, and the owner's values.
struct ForgetMachine: ImageStep {
    let machine: Machine
    /// Whether the app's data goes too.
    private let withData: Bool
    let title = "Forgetting this machine's secrets and state"

    init(_ machine: Machine, withData: Bool) {
        self.machine = machine
        self.withData = withData
    }

    func run() async throws {
        // Data that older secrets open would lock the next machine's app out.
        // Where it lies the `.env` says that is removed below.
        let data = AppData(of: machine.plan, in: ImageTree(machine.files.root))
        if withData && machine.files.root.isSystem { try await removeVolumes(data) }
        if withData { try empty(data) }
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

    /// Empties what the machine mounts into the services, but for the files that `prepare` lays down.
    private func empty(_ data: AppData) throws {
        let tree = ImageTree(machine.files.root)
        let kept = AppData.laidDown(machine.plan)
        for place in data.places {
            guard let real = tree.resolve(place), !kept.contains(place) else { continue }
            // A file stays, empty: Docker would put a folder in the place of one that is missing.
            if machine.files.isFolder(real) {
                try empty(place, at: real, keeping: kept)
            } else {
                try machine.files.truncate(real)
            }
            machine.note(place)
        }
        for reason in data.unknown { machine.note("\(reason): look yourself") }
    }

    /// - Parameter real: The folder itself, where `folder` leads by links.
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
        // Compose may want values that an earlier run has removed, so it is not asked without need.
        let isThere = try !engine.containers(project: project).isEmpty || !engine.volumes(project: project).isEmpty
        if isThere { try await takeDown() }
        try await removeLooseVolumes(data)
        try await removeContainerdsRecords()
    }

    /// Compose leaves external volumes, and those without a name whose containers were removed before.
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
                details: Array(result.lastLines.suffix(10)), help: "mend what it says and run this again")
        }
        machine.note("the app's containers and data volumes")
    }

    /// containerd's database keeps what a container was given, secrets among it, in pages that it has freed.
    /// It holds nothing else where the engine stores the images itself, and is then made anew.
    private func removeContainerdsRecords() async throws {
        let store = "/var/lib/containerd"
        let database = store + "/io.containerd.metadata.v1.bolt/meta.db"
        guard machine.hasSystemd, machine.files.exists(database) else { return }
        guard machine.files.names(in: store + "/io.containerd.content.v1.content/blobs/sha256").isEmpty else {
            return machine.note(
                "\(database) knows the images, so it stays; it may hold traces of the secrets just removed")
        }
        _ = try await Command("systemctl", ["stop", "docker.socket", "docker.service", "containerd.service"]).run()
        try machine.files.remove(database)
        _ = try await Command("systemctl", ["start", "docker.service"]).run()
        machine.note(database)
    }
}
