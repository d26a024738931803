import Docker
import Host
import Installation
import Plan
import Source

/// The source of this program's release, merged with the owner's changes and built while the release in use runs on.
struct NextSource {
    private let machine: Machine
    private let file: SourceFile

    /// - Parameter place: A folder of this machine, or a URL, that may have the archive.
    init(_ machine: Machine, from place: String?) {
        self.machine = machine
        file = SourceFile(machine, from: place)
    }

    /// What keeps the source from being merged, as far as it is known before.
    func requireMergeable() async throws {
        guard machine.plan.source != nil else { return }
        try await SourceMerge(machine).requireSound()
    }

    /// The images wait under tags of their own, as those of archives do.
    func get() async throws {
        let merge = SourceMerge(machine)
        guard let tree = machine.plan.source else { return }
        let repository = SourceRepository(machine)
        guard repository.exists else {
            // The release in use has none: nothing of it can be replaced.
            try await repository.layDown(file)
            return try await build(tree, in: repository.folder)
        }
        if try await repository.isOf(tree), machine.installedPlan?.source == tree { return try await merge.forget() }
        machine.note("\(machine.paths.source): merging \(machine.plan.app.version) with your changes")
        try await merge.run(file)
        try await build(tree, in: merge.tree)
        try await merge.endBuild()
    }

    private func build(_ tree: SourceTree, in folder: String) async throws {
        let engine = try DockerEngine()
        let name = "\(machine.paths.keptImages):building"
        for build in tree.builds {
            machine.note("\(build.service): building its image")
            try await BuildImage(machine).run(build, of: folder, as: name)
            guard let id = try engine.image(name)?.id else {
                throw Failure(.unavailable, "the image of \(build.service) is gone as soon as it was built")
            }
            try await WaitingImages(machine).hold([build.image: id])
        }
        if !tree.builds.isEmpty { _ = try await DockerProgram.command(["image", "rm", name]).run() }
    }
}
