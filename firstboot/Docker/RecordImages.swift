import Host
import Installation

/// Records which container images the machine has; see ``ImageRecord``.
package struct RecordImages: Sendable {
    package let machine: Machine
    package let title = "Recording the container images"

    package init(_ machine: Machine) { self.machine = machine }

    package func run() async throws {
        let images = machine.plan.stack.pinnedImages
        guard !images.isEmpty else { return }
        let engine = try DockerEngine()
        var entries: [ImageRecord.Entry] = []
        for name in images {
            guard let image = try engine.image(name) else { continue }
            entries.append(ImageRecord.Entry(name: name, image))
            machine.note("\(name): \(image.digests?.first ?? image.id)")
        }
        try ImageRecord(images: entries).write(on: machine)
    }
}
