import Host
import Installation
import JSON
import Plan

/// The container images that `prepare` put on the machine, by digest. Only these may run.
///
/// This is not state: it is the same on every machine made from an image. It lies beside the folder that `seal`
/// removes.
package struct ImageRecord: Codable {
    package struct Entry: Codable, Equatable, Sendable {
        /// The name in the compose file.
        package var name: String
        /// The digest of the image's configuration. It is the same however the image got here.
        package var id: String
        /// The name and digest in a registry, `NAME@sha256:…`; empty for an image from an archive.
        package var digests: [String]

        package init(name: String, _ image: EngineImage) {
            self.name = name
            id = image.id
            digests = (image.digests ?? []).sorted()
        }

        package init(name: String, id: String) {
            self.name = name
            self.id = id
            digests = []
        }

        /// Whether that is the same image, by a digest or by its id (the id depends on how the engine stores images).
        package func matches(_ other: Entry) -> Bool { id == other.id || !Set(digests).isDisjoint(with: other.digests) }

        /// The digest in the registry that the name points to.
        package var digest: String? {
            let repository = ImageRecord.repository(of: name)
            return digests.first { $0.hasPrefix("\(repository)@") } ?? digests.first
        }
    }

    /// An image's name without its tag and digest.
    package static func repository(of name: String) -> Substring {
        let name = name.prefix { $0 != "@" }
        let afterHost = name.lastIndex(of: "/") ?? name.startIndex
        return name[..<(name[afterHost...].firstIndex(of: ":") ?? name.endIndex)]
    }

    private var format = 1
    package var images: [Entry]

    package init(images: [Entry]) { self.images = images }

    /// - Returns: An empty record if there is none, because nothing was prepared.
    /// - Throws: ``Failure`` if it cannot be read.
    package static func read(on machine: Machine) throws -> ImageRecord {
        try read(machine.paths.images, on: machine)
    }

    /// - Parameter path: Of this app's record, or of another one's on the machine.
    static func read(_ path: String, on machine: Machine) throws -> ImageRecord {
        guard let bytes = try machine.files.read(path) else { return ImageRecord(images: []) }
        do {
            return try JSONCoder.decode(ImageRecord.self, from: bytes)
        } catch {
            let prepare = path == machine.paths.images ? "`\(machine.command) prepare`" : "`prepare` of that app"
            throw Failure(
                .invalidInput, "\(machine.files.root.path(path)) is damaged",
                help: "run \(prepare): it records the images that are here now")
        }
    }

    package func write(on machine: Machine) throws {
        let bytes = try JSONCoder.encode(self, pretty: true) + [0x0a]
        try machine.files.writeWithFolders([.init(machine.paths.images, bytes, mode: 0o644)])
    }

    package subscript(name: String) -> Entry? { images.first { $0.name == name } }
}
