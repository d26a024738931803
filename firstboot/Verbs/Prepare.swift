import ImageMaking
import Installation
import Page

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
        .folder { $0.folder = $1 }, .page { $0.page = $1 },
    ]

    private var archives: String?
    private var isImage = false
    private var folder: String?
    private var page: PageChoice?

    init() {}

    func run(on machine: Machine) async throws {
        let own = folder.map { OwnFolder(machine, $0) }
        if own != nil, isImage {
            throw Failure(.usage, "`--dir` is for an owner's machine", help: "leave it or `--image` out")
        }
        if let problem = await own?.problem() { throw problem.failure }
        // An image is nobody's machine yet.
        if !isImage { SetupPage.open(machine, page) }
        SetupPage.enter(nil)
        try await Preparation(machine, isImage: isImage, archives: archives, folder: own).run()
    }
}
