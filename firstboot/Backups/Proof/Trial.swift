import Docker
import Host
import Installation

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

    init(_ site: Site, _ original: Container, title: String) {
        self.site = site
        self.original = original
        self.title = title
    }

    private var project: String { site.machine.plan.stack.project }

    /// Runs `body` while the container does.
    func run(_ body: @escaping @Sendable (ContainerShell) async throws -> Void) async throws {
        let copy = CopiedContainer(
            labels: [Self.label: project], memory: Self.memory, processes: Self.processes)
        let id = try DockerEngine().create(copy, of: original.id)
        do {
            let start = try await DockerProgram.command(["start", id]).run()
            try start.require("\(title): the throw-away container does not start", site)
            try await withDeadline { try await body(ContainerShell(id: id)) }
        } catch {
            let lines = try? await DockerProgram.command(["logs", "--tail", "5", id]).run().lastLines
            try? await Self.remove([id])
            var failure = Failure(error)
            failure.details += (lines ?? []).map { "its log: \(site.shown($0))" }
            throw failure
        }
        try await Self.remove([id])
    }

    private func withDeadline(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return true
            }
            group.addTask {
                try await Task.sleep(for: .seconds(Self.deadline))
                return false
            }
            let isDone = try await group.next() ?? false
            group.cancelAll()
            if isDone { return }
            throw Failure(.unavailable, "\(title): it was not restored within \(Self.deadline / 60) minutes")
        }
    }

    /// Half of the machine's, because the app goes on beside it.
    private static var memory: Int64 {
        let fields = Files(.system).firstLine("/proc/meminfo")?.split(separator: " ") ?? []
        let total = fields.dropFirst().first.flatMap { Int64($0) } ?? 0
        return max(leastMemory, total * 1024 / 2)
    }

    private static func remove(_ ids: [String]) async throws {
        _ = try await DockerProgram.command(["rm", "--force", "--volumes"] + ids).run()
    }

    /// Removes what runs that were killed have left.
    static func removeLeftovers(_ machine: Machine) async throws {
        let label = "\(Self.label)=\(machine.plan.stack.project)"
        let found = try DockerEngine().allContainers().filter { $0.labels[Self.label] == machine.plan.stack.project }
        if !found.isEmpty { try await remove(found.map(\.id)) }
        let volumes = try DockerEngine().allVolumes().filter { $0.labels?[Self.label] == machine.plan.stack.project }
        if volumes.isEmpty { return }
        let result = try await DockerProgram.command(["volume", "rm", "--force"] + volumes.map(\.name)).run()
        if !result.succeeded { machine.note("volumes with the label \(label) are left and cannot be removed") }
    }
}
