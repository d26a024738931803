import ImageMaking
import Installation

struct Prepare: Verb {
    static let name = "prepare"
    static let summary = "install Docker, this app's files and images, and what runs the first boot"
    static let flags: [Flag<Prepare>] = [
        .value("--images", "DIR", "load the image archives of DIR instead of pulling what they hold") {
            $0.archives = $1
        },
        .toggle("--image", "make an image: apply all updates, and do what the provider's marketplace asks for") {
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
