import Docker
import Host
import Installation
import Plan

/// The images of this program's release that the engine does not have yet.
struct NextImages {
    private let machine: Machine
    /// A folder with archives of images; nil where a registry has them.
    private let archives: String?

    init(_ machine: Machine, archives: String?) {
        self.machine = machine
        self.archives = archives
    }

    private func missing() throws -> [String] {
        let engine = try DockerEngine()
        return try machine.plan.stack.pinnedImages.filter { try engine.image($0) == nil }
    }

    /// What they will take at most, in bytes, and where, as far as it is known.
    func sizes() throws -> [(path: String, bytes: Int64)] {
        guard let archives, try !missing().isEmpty else { return [] }
        let files = Files(.system)
        let sizes = LoadImages.archives(in: archives).compactMap { files.status($0)?.size }
        guard let folder = try DockerEngine().dataFolder(), files.exists(folder) else { return [] }
        return [(folder, sizes.reduce(0, +))]
    }

    /// Gets them while the app runs. No name changes its meaning by that.
    func get(_ state: State) async throws {
        let missing = try missing()
        if missing.isEmpty { return }
        let pull = PullImages(machine)
        if let archives, !LoadImages.archives(in: archives).isEmpty {
            try await LoadImages(machine, from: archives).run()
            // An archive may have other images under names that are in use.
            try await KeptReleases(machine).bringBackImages(state.images)
        }
        for name in try self.missing() {
            machine.note("\(name): pulling it")
            try await pull.pull(name)
        }
    }
}

/// Gets the images of this program's release, as the installed program asks for it in an update.
package struct GetNextImages {
    private let machine: Machine
    private let archives: String?

    package init(_ machine: Machine, archives: String?) {
        self.machine = machine
        self.archives = archives
    }

    package func run() async throws {
        let (state, _, _) = try StateStore(machine).loadSetUp()
        try await AwaitEngine(machine).run()
        try await NextImages(machine, archives: archives).get(state)
    }
}
