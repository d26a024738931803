import Plan
import TestSupport
import Testing

/// Secrets with a half that may be known, and what is derived from them.
@Suite struct PublicHalfTests {
    private static var plan: Plan {
        var plan = Plan.demo()
        plan.secrets = [
            SecretSpec(name: "KEY", recipe: .keyPair("p-256")),
            SecretSpec(name: "TOKEN", recipe: SecretSpec.Recipe("jwt", ["key": .secret("KEY"), "days": 1])),
            SecretSpec(
                name: "HASH", recipe: SecretSpec.Recipe("bcrypt", ["of": .secret("KEY"), "cost": 4, "version": "2b"])),
            SecretSpec(
                name: "TLS", recipe: .certificate("ed25519", names: [Template([.machine(.address)])], days: 1)),
        ]
        plan.stack.files += [
            StackFile(path: "key.pub", content: .rendered(Template([.publicHalf(of: "KEY")]))),
            StackFile(path: "tls.pem", content: .rendered(Template([.secret("TLS"), .publicHalf(of: "TLS")]))),
        ]
        plan.environment.append(
            EnvironmentEntry(name: "PUBLIC", value: Template([.encoded(.publicHalf(of: "KEY"), .base64)])))
        return plan
    }

    @Test func onlyWhatHoldsASecretIsRootsAlone() async throws {
        let boot = try await Boot(Self.plan)
        let result = try await boot.run("provision")
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(boot.mode("/opt/demo/key.pub") == 0o644)
        #expect(boot.mode("/opt/demo/tls.pem") == 0o600)
        let secrets = try boot.secrets
        let openssl = try #require(Tool("openssl"))
        let key = boot.folder.file("root/opt/demo/key.pub")
        #expect(try openssl.run(["pkey", "-pubin", "-in", key, "-pubcheck", "-noout"]).output == "Key is valid\n")
        #expect(try boot.read("/opt/demo/key.pub") == secrets["KEY.public"])
        let certificate = boot.folder.file("root/opt/demo/tls.pem")
        let names = try openssl.run(["x509", "-in", certificate, "-noout", "-ext", "subjectAltName"]).output
        #expect(names.contains("IP Address:203.0.113.32"))
        #expect(try boot.read("/opt/demo/.env").contains("PUBLIC='LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0K"))
    }

    @Test func whatChangesFromCallToCallIsMadeOnce() async throws {
        let boot = try await Boot(Self.plan, script: "exit 1")
        #expect(try await boot.run("provision").status != 0)
        let before = try boot.secrets
        #expect(before.keys.sorted() == ["HASH", "KEY", "KEY.public", "TLS", "TLS.public", "TOKEN"])
        _ = try await boot.run("provision")
        #expect(try boot.secrets == before)
    }
}
