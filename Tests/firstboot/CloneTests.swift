import Foundation
import Plan
import TestSupport
import Testing

/// A disk that wakes up as another instance.
@Suite struct CloneTests {
    @Test func aCloneWithoutDataIsANewMachine() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision").status == 0)
        let before = try boot.secrets
        try boot.becomeClone()
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.secrets["KEY"] != before["KEY"])
    }

    @Test func whatNamesTheMachineIsMadeAgainForIt() async throws {
        var plan = Plan.demo()
        let claims: SecretOption = ["iss": .template(Template([.machine(.instanceID)]))]
        plan.secrets += [
            SecretSpec(
                name: "CERTIFICATE", recipe: .certificate("ed25519", names: [Template([.machine(.address)])], days: 9)),
            SecretSpec(name: "TOKEN", recipe: SecretSpec.Recipe("jwt", ["key": .secret("KEY"), "claims": claims])),
            SecretSpec(name: "SUM", recipe: SecretSpec.Recipe("sha256", ["of": .secret("TOKEN"), "encoding": "hex"])),
            SecretSpec(
                name: "KEY_SUM", recipe: SecretSpec.Recipe("sha256", ["of": .secret("KEY"), "encoding": "hex"])),
        ]
        let boot = try await Boot(plan, volumes: ["demo_data"])
        #expect(try await boot.run("provision").status == 0)
        let before = try boot.secrets
        for name in ["CERTIFICATE", "TOKEN", "SUM"] {
            // As another machine's would be.
            try boot.rewriteState(try #require(before[name]?.replacing("\n", with: "\\n")), "old")
        }
        try boot.becomeClone()
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
        try boot.becomeClone()
        let result = try await boot.run("provision")
        #expect(result.status == 0)
        #expect(try boot.secrets == before)
        #expect(result.lastLines.joined().contains("holds the data of machine 1"))
    }
}
