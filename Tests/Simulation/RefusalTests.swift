import Foundation
import Host
import TestSupport
import Testing

/// What `simulate` refuses before anything is started.
@Suite struct RefusalTests {
    private func simulate(_ flags: [String], environment: [String: String?] = [:]) async throws -> CommandResult {
        let all = ["LANDFALL_FIRSTBOOT": Executables.firstboot].merging(environment) { $1 }
        return try await Command(
            Executables.landfall, ["simulate", RealEngine.app, "--provider", "vultr"] + flags, environment: all
        ).run()
    }

    @Test func anEngineThatDoesNotAnswerIsSaidAtOnce() async throws {
        let result = try await simulate([], environment: ["DOCKER_HOST": "unix:///none.sock"])
        #expect(result.status == 69)
        #expect(result.lastLines.first == "error: no Docker Engine answers at unix:///none.sock")
    }

    @Test(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"))
    func aFolderWithOtherThingsIsLeftAlone() async throws {
        let folder = TemporaryFolder()
        try folder.write("mine", "")
        let result = try await simulate(["--root", folder.path])
        #expect(result.status == 64)
        #expect(folder.files == ["mine"])
    }

    @Test(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"))
    func anotherProvidersMachineIsLeftAlone() async throws {
        let folder = TemporaryFolder()
        let binary = try Executables.stamped(.demo("hetzner"), in: folder)
        let other = TemporaryFolder()
        try other.write("usr/local/bin/echoractl", try Data(contentsOf: URL(fileURLWithPath: binary)), mode: 0o755)
        let result = try await simulate(["--root", other.path])
        #expect(result.status == 64)
        #expect(result.lastLines.joined().contains("is a machine of hetzner"))
    }
}
