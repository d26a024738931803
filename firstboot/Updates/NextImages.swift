import Docker
import Host
import ImageMaking
import Installation
import Plan

/// The images of this program's release that the engine does not have yet.
struct NextImages {
    private let machine: Machine
    /// A folder with archives of images; nil where a registry has them.
    private let archives: String?
    private let loadsAll: Bool

    /// - Parameter loadsAll: Whether archives are loaded though every name stands for an image: for another one than the
    ///   release has.
    init(_ machine: Machine, archives: String?, loadsAll: Bool) {
        self.machine = machine
        self.archives = archives
        self.loadsAll = loadsAll
    }

    private func missing() throws -> [String] {
        let engine = try DockerEngine()
        let built = machine.plan.source?.builds.map(\.image) ?? []
        return try machine.plan.stack.pinnedImages.filter { try !built.contains($0) && engine.image($0) == nil }
    }

    /// A layer lies on the disk unpacked, and as it came while it is unpacked. Both together take about four times what
    /// came, since layers of programs are a third of their size when compressed.
    private static let unpacked = Int64(4)

    /// What they will take, in bytes, as far as it is known.
    struct Size {
        /// With all their layers.
        var atMost = Int64(0)
        /// Without images of which this machine has another version, because it may have most of their layers.
        var ofNew = Int64(0)
    }

    /// Archives are known by their sizes, and registries are asked.
    ///
    /// - Throws: ``Failure`` if a registry refuses one.
    func size(_ state: State) async throws -> Size {
        let missing = try missing()
        if missing.isEmpty, !loadsAll { return Size() }
        let known = Set(state.images.keys.map(ImageRecord.repository))
        let inFolder = archives.map(LoadImages.archives) ?? []
        if !inFolder.isEmpty {
            let bytes = inFolder.compactMap { Files(.system).status($0)?.size }.reduce(0, +)
            let hasNew = missing.contains { !known.contains(ImageRecord.repository(of: $0)) }
            return Size(atMost: bytes, ofNew: hasNew ? bytes : 0)
        }
        var size = Size()
        for name in missing {
            let bytes = min(try await RegistrySize(machine).bytes(of: name) ?? 0, 1 << 56) * Self.unpacked
            size.atMost += bytes
            if !known.contains(ImageRecord.repository(of: name)) { size.ofNew += bytes }
        }
        return size
    }

    /// Where they will be; nil if the engine keeps them where this program cannot look.
    func place() throws -> String? {
        try DockerEngine().dataFolder().flatMap { Files(.system).exists($0) ? $0 : nil }
    }

    /// Gets them while the app runs. No name changes its meaning by that.
    func get(_ state: State) async throws {
        let waiting = WaitingImages(machine)
        try await waiting.forget()
        let earlier = (try? KeptReleases(machine).images().map(\.name)) ?? []
        try await NoteImages(machine, own: state.images.keys + earlier).run()
        // Also what came before a pull that fails or was cut off.
        defer { try? FetchedImages(machine).add() }
        if try missing().isEmpty, !loadsAll { return }
        let pull = PullImages(machine)
        if let archives, !LoadImages.archives(in: archives).isEmpty {
            try await LoadImages(machine, from: archives).run()
            // An archive may have other images under names that are in use.
            try await waiting.hold(insteadOf: state.images)
            try await KeptReleases(machine).bringBackImages(state.images)
        }
        for name in try missing() {
            machine.note("\(name): pulling it")
            try await pull.pull(name)
        }
    }
}

/// Gets the images of this program's release, as the installed program asks for it in an update.
package struct GetNextImages {
    private let machine: Machine
    private let images: NextImages
    private let source: NextSource

    package init(_ machine: Machine, archives: String?, loadsAll: Bool) {
        self.machine = machine
        source = NextSource(machine, from: archives)
        images = NextImages(machine, archives: archives, loadsAll: loadsAll)
    }

    package func run() async throws {
        let (state, _, _) = try StateStore(machine).loadSetUp()
        try await AwaitEngine(machine).run()
        try await images.get(state)
        try await source.get()
    }
}
