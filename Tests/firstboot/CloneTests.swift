import Foundation
import Plan
import TestSupport
import Testing

/// A disk that wakes up as another instance.
@Suite struct CloneTests {
    private func becomeAnother(_ boot: Boot) throws {
        for name in ["state", "secrets"] {
            let path = "root/var/lib/landfall/demo/\(name).json"
            let text = try boot.folder.read(path).replacing("\"320206672\"", with: "\"1\"")
            try boot.folder.write(path, text, mode: 0o600)
        }
    }

    @Test func aCloneWithoutDataIsANewMachine() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision").status == 0)
        let before = try boot.secrets
        try becomeAnother(boot)
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.secrets["KEY"] != before["KEY"])
    }

    @Test func aCloneWithDataKeepsTheSecretsThatOpenIt() async throws {
        let boot = try await Boot(volumes: ["demo_data"])
        #expect(try await boot.run("provision").status == 0)
        let before = try boot.secrets
        try becomeAnother(boot)
        let result = try await boot.run("provision")
        #expect(result.status == 0)
        #expect(try boot.secrets == before)
        #expect(result.lastLines.joined().contains("holds the data of machine 1"))
    }
}
