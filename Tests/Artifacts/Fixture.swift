import Artifacts
import CloudInit
import Plan
import TestSupport

enum Fixture {
    static func executables() throws -> [Executable] {
        let folder = TemporaryFolder()
        try folder.write("firstboot-x86_64", Executables.plain(62))
        try folder.write("firstboot-aarch64", Executables.plain(183))
        return try Executable.find(named: [], environment: [:], beside: folder.path)
    }

    static func echora() throws -> Rendering {
        try Renderer(executables: executables()).render(Plan.allProviders.map(Plan.echora), images: ImageOptions.echora)
    }
}

extension Artifact {
    var text: String? { if case .text(let text) = content { text } else { nil } }
}
