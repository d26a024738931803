import Host
import Installation
import Plan

/// Takes away names of images that the app has used and does not need any more, and with its last name an image.
///
/// Some stay: a name that another app of the machine has recorded, one whose image a container uses, even a stopped one,
/// and one that stands for another image by now, which somebody else has given to it.
package struct RemoveImages {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// Done again it does nothing. What Docker refuses stays.
    ///
    /// - Parameter needed: Names that stay in any case.
    /// - Returns: The names that are gone.
    /// - Throws: ``Failure`` if the engine does not answer, or another app's record cannot be read. What is left to remove
    ///   then stays.
    package func run(_ images: [ImageRecord.Entry], keeping needed: Set<String> = []) async throws -> [String] {
        let kept = Set(needed.map(Self.familiar)).union(try namesOfOthers())
        let engine = try DockerEngine()
        let containers = try engine.allContainers()
        var removed: [String] = []
        for image in images where !kept.contains(Self.familiar(image.name)) {
            guard let found = try engine.image(image.name), ImageRecord.Entry(name: image.name, found).matches(image),
                !containers.contains(where: { $0.uses(found, named: image.name) })
            else { continue }
            let result = try await DockerProgram.command(["image", "rm", image.name]).run()
            if result.succeeded { removed.append(image.name) }
        }
        return removed
    }

    /// The names that other apps of this machine have recorded, as Docker lists them.
    func namesOfOthers() throws -> Set<String> {
        let suffix = machine.paths.images.dropFirst("\(Paths.states)/\(machine.paths.name)".count)
        let files = machine.files.names(in: Paths.states).filter { $0.hasSuffix(suffix) }
        var names: Set<String> = []
        for path in files.map({ "\(Paths.states)/\($0)" }) where path != machine.paths.images {
            names.formUnion(try ImageRecord.read(path, on: machine).images.map { Self.familiar($0.name) })
        }
        return names
    }

    static func familiar(_ name: String) -> String { ImageReference(name).familiar }
}

extension Container {
    /// Whether it was made from that image, or from what had the name then.
    func uses(_ found: EngineImage, named name: String) -> Bool {
        imageID == found.id || image.map(RemoveImages.familiar) == RemoveImages.familiar(name)
    }
}
