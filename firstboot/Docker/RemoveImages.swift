import Host
import Installation
import Plan

/// Takes away names of images that the app has used and does not need any more, and with its last name an image.
///
/// Some stay: a name that another app of the machine has recorded, one whose image a container uses, even a stopped one,
/// and one that stands for another image by now, which somebody else has given to it. One that was here before the app
/// stays too; if the app has given its name to another image, it gets the name back.
package struct RemoveImages {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// Done again it does nothing. What Docker refuses stays.
    ///
    /// - Parameters:
    ///   - needed: Names that stay in any case.
    ///   - earlier: The ids of images that were here before the app, keyed by their names as Docker lists them.
    /// - Returns: The names that are gone.
    /// - Throws: ``Failure`` if the engine does not answer, or another app's record cannot be read. What is left to remove
    ///   then stays.
    package func run(_ images: [ImageRecord.Entry], keeping needed: Set<String> = [], earlier: [String: String] = [:])
        async throws -> [String]
    {
        let kept = Set(needed.map(Self.familiar)).union(try namesOfOthers())
        let engine = try DockerEngine()
        let containers = try engine.allContainers()
        var removed: [String] = []
        for image in images where !kept.contains(Self.familiar(image.name)) {
            guard let found = try engine.image(image.name), ImageRecord.Entry(name: image.name, found).matches(image),
                !containers.contains(where: { $0.uses(found, named: image.name) })
            else { continue }
            let former = earlier[Self.familiar(image.name)] ?? ""
            if former == found.id { continue }
            let result = try await DockerProgram.command(["image", "rm", image.name]).run()
            guard result.succeeded else { continue }
            removed.append(image.name)
            if !former.isEmpty { _ = try await DockerProgram.tag(former, as: image.name).run() }
        }
        return removed
    }

    /// The names that other apps of this machine have recorded, as Docker lists them.
    package func namesOfOthers() throws -> Set<String> {
        let suffix = machine.paths.images.dropFirst("\(Paths.states)/\(machine.paths.name)".count)
        let files = machine.files.names(in: Paths.states).filter { $0.hasSuffix(suffix) }
        var names: Set<String> = []
        for path in files.map({ "\(Paths.states)/\($0)" }) where path != machine.paths.images {
            names.formUnion(try ImageRecord.read(path, on: machine).images.map { Self.familiar($0.name) })
        }
        return names
    }

    package static func familiar(_ name: String) -> String { ImageReference(name).familiar }
}

extension Container {
    /// Whether it was made from that image, or from what had the name then.
    func uses(_ found: EngineImage, named name: String) -> Bool {
        imageID == found.id || image.map(RemoveImages.familiar) == RemoveImages.familiar(name)
    }
}
