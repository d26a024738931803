import Plan
import TestSupport
import Testing

@testable import ImageMaking
@testable import Installation

/// Docker's own settings, which `prepare` writes where Docker comes with it.
@Suite struct GiveNetworksRoomTests {
    private let folder = TemporaryFolder()
    private let path = "/etc/docker/daemon.json"

    private var machine: Machine { Machine(.demo(), root: folder.file("root")) }

    private func uninstalled(_ text: String) async throws -> Bool {
        try MachineChanges.update(on: machine) { $0.paths = ["/etc/docker", path] }
        try folder.write("root\(path)", text)
        try await RemoveShared(machine).run()
        return !folder.files.contains("root\(path)")
    }

    @Test func whatTheOwnerHasChangedStays() async throws {
        #expect(try await !uninstalled(#"{"registry-mirrors": ["https://mirror.test"]}"#))
        #expect(try await uninstalled(GiveNetworksRoom.text))
    }

    /// A file that is there is the owner's, whatever is in it.
    @Test func aFileThatIsThereStaysAsItIs() async throws {
        try folder.write("root\(path)", "{}")
        try await GiveNetworksRoom(machine).run()
        #expect(try folder.read("root\(path)") == "{}")
        #expect(try MachineChanges.read(on: machine).paths.isEmpty)
    }
}
