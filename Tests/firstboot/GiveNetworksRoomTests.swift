import Docker
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

    private func isGone(with text: String) throws -> Bool {
        try MachineChanges.update(on: machine) { $0.paths = ["/etc/docker", path] }
        try folder.write("root\(path)", text)
        try GiveNetworksRoom.takeBack(machine)
        return !folder.files.contains("root\(path)")
    }

    @Test func whatTheOwnerHasChangedStays() throws {
        #expect(try !isGone(with: #"{"registry-mirrors": ["https://mirror.test"]}"#))
        #expect(try isGone(with: GiveNetworksRoom.text))
    }

    /// Others have networks there.
    @Test(.enabled(if: DockerProgram.isInstalled)) func itStaysWithTheEngine() async throws {
        try MachineChanges.update(on: machine) { $0.paths = [path] }
        try folder.write("root\(path)", GiveNetworksRoom.text)
        try await RemoveShared(machine).run()
        #expect(folder.files.contains { $0.hasSuffix("daemon.json") })
    }

    /// A file that is there is the owner's, whatever is in it.
    @Test func aFileThatIsThereStaysAsItIs() async throws {
        try folder.write("root\(path)", "{}")
        try await GiveNetworksRoom(machine).run()
        #expect(try folder.read("root\(path)") == "{}")
        #expect(try MachineChanges.read(on: machine).paths.isEmpty)
    }
}
