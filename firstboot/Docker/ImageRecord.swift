import Host
import Installation
import JSON
import Plan

/// Which container images `prepare` put on the machine, by digest: they alone run.
///
/// It is no state: it says the same on every machine of an image, and lies beside the folder that `seal` removes.
package struct ImageRecord: Codable {
    package struct Entry: Codable, Equatable {
        /// As the compose file names it.
        package var name: String
        /// Of the image's configuration: the same for the same image however it came here.
        package var id: String
        /// As registries name it, `NAME@sha256:…`; none for one that came from an archive.
        package var digests: [String]

        package init(name: String, _ image: EngineImage) {
            self.name = name
            id = image.id
            digests = (image.digests ?? []).sorted()
        }

        /// Whether that is the same image: by its id, which depends on how the engine stores images, or by a digest.
        package func matches(_ other: Entry) -> Bool { id == other.id || !Set(digests).isDisjoint(with: other.digests) }

        /// The digest by which the registry that the name says has it.
        package var digest: String? {
            let afterHost = name.lastIndex(of: "/") ?? name.startIndex
            let repository = name[..<(name[afterHost...].firstIndex(of: ":") ?? name.endIndex)]
            return digests.first { $0.hasPrefix("\(repository)@") } ?? digests.first
        }
    }

    private var format = 1
    package var images: [Entry]

    package init(images: [Entry]) { self.images = images }

    /// - Returns: An empty record where there is none: nothing was prepared.
    /// - Throws: ``Failure`` where it cannot be read.
    package static func read(on machine: Machine) throws -> ImageRecord {
        guard let bytes = try machine.files.read(machine.paths.images) else { return ImageRecord(images: []) }
        do {
            return try JSONCoder.decode(ImageRecord.self, from: bytes)
        } catch {
            throw Failure(
                .invalidInput, "\(machine.files.root.path(machine.paths.images)) is damaged",
                help: "`\(machine.plan.app.name)ctl prepare` writes it again, for the images that are here now")
        }
    }

    package func write(on machine: Machine) throws {
        let bytes = try JSONCoder.encode(self, pretty: true) + [0x0a]
        try machine.files.writeWithFolders([.init(machine.paths.images, bytes, mode: 0o644)])
    }

    package subscript(name: String) -> Entry? { images.first { $0.name == name } }
}
