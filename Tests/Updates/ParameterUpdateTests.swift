import Foundation
import Plan
import TestSupport
import Testing

/// Releases with other parameters than the one before.
@Suite struct ParameterUpdateTests {
    private static let file = "root/etc/demo/parameters.yaml"

    @Test func aDroppedParametersValueIsLeftAlone() async throws {
        let machine = try await StandInMachine()
        let text = "api_token: tok-1234567890\ndomain: a.example.com\n"
        try machine.folder.write(Self.file, text, mode: 0o600)
        #expect(try await machine.run("provision", "--console", "-").status == 0)
        let source = try machine.publish("2.0.0") { plan in
            plan.parameters.removeAll { $0.name == "api_token" }
            plan.environment.removeAll { $0.name == "TOKEN" }
        }
        let note =
            "api_token is no parameter of 2.0.0 any more; its value in \(machine.folder.file(Self.file)) is left alone"
        let checked = try await machine.run("update", "--check", "--from", source)
        #expect(checked.status == 0 && checked.lastLines.contains(note), "\(checked.lastLines)")
        let updated = try await machine.run("update", "--yes", "--from", source)
        #expect(updated.status == 0 && updated.lastLines.contains(note), "\(updated.lastLines)")
        #expect(try await machine.version == "2.0.0")
        #expect(try machine.folder.read(Self.file) == text)
        let boot = try await machine.run("provision", "--console", "-")
        #expect(boot.status == 0, "\(boot.lastLines)")
        #expect(boot.lastLines.contains { $0.hasPrefix("warning: api_token, from ") }, "\(boot.lastLines)")
        // The release before finds it again.
        #expect(try await machine.run("rollback", "--yes").status == 0)
        #expect(try machine.folder.read("root/opt/demo/.env").contains("TOKEN='tok-1234567890'"))
    }

    private static func addRegion(_ plan: inout Plan) {
        plan.parameters.append(Parameter(name: "region", kind: .string, label: "Region", example: "eu-1"))
        plan.environment.append(EnvironmentEntry(name: "REGION", value: Template([.parameter("region")])))
    }

    @Test func anAddedRequiredOneIsGivenBeforehand() async throws {
        let machine = try await StandInMachine()
        let source = try machine.publish("2.0.0", Self.addRegion)
        let refused = try await machine.run("update", "--yes", "--from", source)
        #expect(refused.status == 65, "\(refused.lastLines)")
        let help =
            "add the line `region: \"eu-1\"` to \(machine.folder.file(Self.file)), or correct it there, then run the "
            + "update again"
        #expect(refused.lastLines.contains { $0.hasSuffix("help: \(help)") }, "\(refused.lastLines)")
        #expect(try await machine.version == "1.0.0")

        try machine.folder.write(Self.file, "region: us-2\n", mode: 0o600)
        let boot = try await machine.run("provision", "--console", "-")
        #expect(boot.status == 0, "\(boot.lastLines)")
        #expect(boot.lastLines.contains { $0.hasPrefix("warning: region, from ") }, "\(boot.lastLines)")
        let updated = try await machine.run("update", "--yes", "--from", source)
        #expect(updated.status == 0, "\(updated.lastLines)")
        #expect(try machine.folder.read("root/opt/demo/.env").contains("REGION='us-2'"))
    }

    @Test func itsLineDoesNotStopTheBootsAfterAFailedUpdate() async throws {
        let machine = try await StandInMachine { _ in "if [[ $* == *'--to 2.0.0' ]]; then exit 1; fi" }
        try machine.folder.write(Self.file, "region: us-2\n", mode: 0o600)
        let failed = try await machine.run("update", "--yes", "--from", try machine.publish("2.0.0", Self.addRegion))
        #expect(failed.lastLines.contains { $0.contains("1.0.0 is back") }, "\(failed.lastLines)")
        #expect(try machine.folder.read(Self.file) == "region: us-2\n")
        let boot = try await machine.run("provision", "--console", "-")
        #expect(boot.status == 0, "\(boot.lastLines)")
    }
}
