import ImageMaking
import Installation

struct Prepare: Verb {
    static let name = "prepare"
    static let summary = "install Docker, this app's files and images, and the first boot's units"
    static let flags: [Flag<Prepare>] = [
        .value("--images", "DIR", "load the image archives in DIR instead of pulling those images") {
            $0.archives = $1
        },
        .toggle("--image", "prepare an image: apply all updates, and do what the provider's marketplace requires") {
            $0.isImage = true
        },
    ]

    private var archives: String?
    private var isImage = false

    init() {}

    func run(on machine: Machine) async throws {
        try await Preparation(machine, isImage: isImage, archives: archives).run()
    }
}
