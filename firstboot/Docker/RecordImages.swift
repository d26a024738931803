import Host
import Installation
import JSON

/// Which container images the machine has, by digest, for whoever checks the image or looks after the machine.
///
/// It is no state: it says the same on every machine of an image, and lies beside the folder that `seal` removes.
package struct RecordImages: Sendable {
    package let machine: Machine
    package let title = "Recording the container images"

    package init(_ machine: Machine) { self.machine = machine }

    private struct File: Encodable {
        var format = 1
        var images: [Entry]
    }

    private struct Entry: Encodable {
        var name: String
        /// Of the image's configuration: the same for the same image however it came here.
        var id: String
        /// As registries name it, `NAME@sha256:…`; none for one that came from an archive.
        var digests: [String]
    }

    package func run() async throws {
        let images = machine.plan.stack.pinnedImages
        guard !images.isEmpty else { return }
        let engine = try DockerEngine()
        var entries: [Entry] = []
        for name in images {
            guard let image = try engine.image(name) else { continue }
            entries.append(Entry(name: name, id: image.id, digests: (image.digests ?? []).sorted()))
            machine.note("\(name): \(image.digests?.first ?? image.id)")
        }
        let bytes = try JSONCoder.encode(File(images: entries), pretty: true) + [0x0a]
        try machine.files.writeWithFolders([.init(machine.paths.images, bytes, mode: 0o644)])
    }
}
