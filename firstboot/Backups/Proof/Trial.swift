import Docker
import Host
import Installation
import Text

/// A throw-away container in which a copy is restored: the service's own image and settings, no network, its own empty
/// data folders, and limits of memory, processes and time.
struct Trial: Sendable {
    /// What it is for. A later run finds by it what a killed one has left.
    private static let label = "landfall.trial"
    static let processes = 1024
    /// Seconds. A restore takes several times as long as the dump, but an hour shows that something hangs.
    static let deadline = 3600
    /// Bytes.
    private static let leastMemory = Int64(256) << 20

    private let site: Site
    private let original: Container
    private let title: String

    /// Options for a server that is filled and thrown away or stopped in order, by the first word of its command.
    private let options: (server: String, flags: [String])?
    /// A folder of this computer with what is loaded.
    private let dumps: String?

    /// Where the container finds it, if its user may read there.
    static let dumps = "/landfall-dumps"

    /// - Parameters:
    ///   - service: Its container is copied, whether it runs or not.
    ///   - options: Added to the server's command if that begins with the word.
    ///   - dumps: A folder of this computer that the container can read.
    init(
        _ site: Site, service: String, title: String, options: (server: String, flags: [String])? = nil,
        dumps: String? = nil
    ) throws {
        self.options = options
        self.dumps = dumps
        guard let original = site.container(service) else {
            throw Failure(
                .unavailable, "\(title): the service \(service) has no container",
                help: "`\(site.machine.command) start` creates it")
        }
        self.site = site
        self.original = original
        self.title = title
    }

    private var project: String { site.machine.plan.stack.project }

    /// Runs `body` while the container does. Nothing is left of it.
    func run(_ body: @escaping @Sendable (ContainerShell) async throws -> Void) async throws {
        try await withContainer(keepsData: false) { id in
            try await body(ContainerShell(id: id))
            return ""
        } result: { _, _ in
        }
    }

    /// Runs `body` while the container does, and stops the server in order.
    ///
    /// - Parameter body: Returns the folder in the container in which the server keeps its data.
    /// - Returns: Where that folder, or the volume that it is in, is on this computer; and where the original container
    ///   has its own.
    func keepingData(
        _ body: @escaping @Sendable (ContainerShell) async throws -> String
    ) async throws -> (new: String, target: String) {
        try await withContainer(keepsData: true) { id in
            let folder = try await body(ContainerShell(id: id))
            let stop = try await DockerProgram.command(["stop", "--time", "300", id]).run()
            try stop.require("\(title): the throw-away container does not stop", site)
            return folder
        } result: { id, folder in
            let mounts = try DockerEngine().allContainers().first { $0.id == id }?.mounts ?? []
            let found = mounts.filter { $0.type == "volume" && Self.lies(folder, in: $0.target ?? "") }
                .max { ($0.target ?? "").utf8.count < ($1.target ?? "").utf8.count }
            guard let target = found?.target, let name = found?.name,
                let path = try DockerEngine().allVolumes().first(where: { $0.name == name })?.folder
            else {
                throw Failure(
                    .unavailable, "\(title): the server keeps its data in \(folder), which is in no volume",
                    help: "give the service a volume there in the compose file")
            }
            return (path, target)
        }
    }

    private static func lies(_ path: String, in folder: String) -> Bool {
        path.isWithin(folder)
    }

    private func withContainer<Value: Sendable>(
        keepsData: Bool, _ body: @escaping @Sendable (String) async throws -> String,
        result: @Sendable (String, String) throws -> Value
    ) async throws -> Value {
        if options != nil {
            // With settings of the app's that exclude the options, or an image that takes none, it goes without them.
            do { return try await withContainer(options, keepsData, body, result) } catch is ContainerEnded {}
        }
        return try await withContainer(nil, keepsData, body, result)
    }

    private func withContainer<Value: Sendable>(
        _ options: (server: String, flags: [String])?, _ keepsData: Bool,
        _ body: @escaping @Sendable (String) async throws -> String,
        _ result: @Sendable (String, String) throws -> Value
    ) async throws -> Value {
        var copy = CopiedContainer(
            labels: [Self.label: project], memory: Self.memory, processes: Self.processes)
        copy.options = options
        copy.readable = dumps.map { [$0: Self.dumps] } ?? [:]
        if site.usesNewImages,
            let service = site.machine.plan.stack.services.first(where: { $0.name == original.service })
        {
            copy.image = service.image.flatMap { $0.contains("$") ? nil : $0 }
            copy.targets = site.newTargets(of: original)
        }
        let id = try DockerEngine().create(copy, of: original.id)
        do {
            let start = try await DockerProgram.command(["start", id]).run()
            try start.require("\(title): the throw-away container does not start", site)
            let answer = try await withDeadline { try await body(id) }
            let value = try result(id, answer)
            try await Self.remove([id], withVolumes: !keepsData)
            return value
        } catch {
            let lines = try? await uncancelled {
                let logs = try await DockerProgram.command(["logs", "--tail", "5", id]).run().lastLines
                try await Self.remove([id], withVolumes: true)
                return logs
            }
            try Task.checkCancellation()
            if options != nil, error is ContainerEnded { throw error }
            var failure =
                error is ContainerEnded
                ? Failure(.unavailable, "\(title): the throw-away container has ended") : Failure(error)
            failure.details += (lines ?? []).map { "its log: \(site.shown($0))" }
            throw failure
        }
    }

    private func withDeadline(_ body: @escaping @Sendable () async throws -> String) async throws -> String {
        try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: .seconds(Self.deadline))
                return nil
            }
            let answer = try await group.next() ?? nil
            group.cancelAll()
            if let answer { return answer }
            throw Failure(.unavailable, "\(title): it was not restored within \(Self.deadline / 60) minutes")
        }
    }

    /// Half of the machine's, because the app goes on beside it.
    private static var memory: Int64 {
        let fields = Files(.system).firstLine("/proc/meminfo")?.split(separator: " ") ?? []
        let total = fields.dropFirst().first.flatMap { Int64($0) } ?? 0
        return max(leastMemory, total * 1024 / 2)
    }

    private static func remove(_ ids: [String], withVolumes: Bool) async throws {
        _ = try await DockerProgram.command(["rm", "--force"] + (withVolumes ? ["--volumes"] : []) + ids).run()
    }

    /// Removes what runs that were killed have left.
    static func removeLeftovers(_ machine: Machine) async throws {
        let label = "\(Self.label)=\(machine.plan.stack.project)"
        let found = try DockerEngine().allContainers().filter { $0.labels[Self.label] == machine.plan.stack.project }
        if !found.isEmpty { try await remove(found.map(\.id), withVolumes: true) }
        let volumes = try DockerEngine().allVolumes().filter { $0.labels?[Self.label] == machine.plan.stack.project }
        if volumes.isEmpty { return }
        let result = try await DockerProgram.command(["volume", "rm", "--force"] + volumes.map(\.name)).run()
        if !result.succeeded { machine.note("volumes with the label \(label) are left and cannot be removed") }
    }
}
