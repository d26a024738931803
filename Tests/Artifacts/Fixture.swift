import Artifacts
import CloudInit
import Plan
import TestSupport

/// The smallest file that passes for a first-boot executable.
enum Fixture {
    static func elf(_ machine: UInt8) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64)
        bytes.replaceSubrange(0..<4, with: [0x7f, 0x45, 0x4c, 0x46])
        bytes[18] = machine
        return bytes
    }

    static func executables() throws -> [Executable] {
        let folder = TemporaryFolder()
        try folder.write("firstboot-x86_64", elf(62))
        try folder.write("firstboot-aarch64", elf(183))
        return try Executable.find(named: [], environment: [:], beside: folder.path)
    }

    static func echora() throws -> Rendering {
        try Renderer(executables: executables()).render(Plan.allProviders.map(Plan.echora))
    }
}

extension Artifact {
    var text: String? { if case .text(let text) = content { text } else { nil } }
}
