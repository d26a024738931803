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

    @Test func whatNamesTheMachineIsMadeAnewForIt() async throws {
        var plan = Plan.demo()
        let claims = [Claim("iss", .text(Template([.machine(.instanceID)])))]
        plan.secrets += [
            SecretSpec(
                name: "CERTIFICATE", recipe: .certificate(.ed25519, names: [Template([.machine(.address)])], days: 9)),
            SecretSpec(name: "TOKEN", recipe: .jwt(key: "KEY", signsBy: nil, claims: claims, days: nil)),
            SecretSpec(name: "SUM", recipe: .sha256(of: "TOKEN", encoding: .hex)),
            SecretSpec(name: "KEY_SUM", recipe: .sha256(of: "KEY", encoding: .hex)),
        ]
        let boot = try await Boot(plan, volumes: ["demo_data"])
        #expect(try await boot.run("provision").status == 0)
        let before = try boot.secrets
        for name in ["CERTIFICATE", "TOKEN", "SUM"] {
            // As another machine's would be.
            let path = "root/var/lib/landfall/demo/secrets.json"
            let value = try #require(before[name]?.replacing("\n", with: "\\n"))
            try boot.folder.write(path, boot.folder.read(path).replacing(value, with: "old"), mode: 0o600)
        }
        try becomeAnother(boot)
        #expect(try await boot.run("provision").status == 0)
        let after = try boot.secrets
        for name in ["KEY", "URL", "KEY_SUM"] { #expect(after[name] == before[name]) }
        for name in ["CERTIFICATE", "TOKEN", "SUM"] { #expect(after[name] != "old", "\(name)") }
        #expect(after["CERTIFICATE.public"] != before["CERTIFICATE.public"])
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
