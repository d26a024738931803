import Plan
import TestSupport
import Testing

/// What is secret here: one answer for modes, redaction and messages.
@Suite struct SecrecyTests {
    private func plan() -> Plan {
        var plan = Plan.demo()
        plan.parameters = [
            Parameter(name: "token", kind: .apiToken, label: "Token"),
            Parameter(name: "password", kind: .password, label: "Password"),
            Parameter(name: "dsn", kind: .url, label: "Database", isMarkedSensitive: true),
            Parameter(name: "domain", kind: .hostname, label: "Domain"),
        ]
        return plan
    }

    @Test(arguments: [
        (Template.Part.secret("KEY"), true), (.encoded(.secret("KEY"), .base64), true),
        (.publicHalf(of: "KEY"), false), (.encoded(.publicHalf(of: "KEY"), .urlencode), false),
        (.parameter("token"), true), (.parameter("password"), true), (.parameter("dsn"), true),
        (.encoded(.encoded(.parameter("dsn"), .urlencode), .base64), true),
        (.parameter("domain"), false), (.machine(.address), false), (.text("KEY"), false),
    ]) func aTemplateWithASecretPartIsSecret(part: Template.Part, isSecret: Bool) {
        #expect(plan().isSecret(Template([.text("x="), part])) == isSecret)
    }

    @Test(arguments: [(0o644, 0o600), (0o755, 0o700), (0o444, 0o400), (0o666, 0o600)])
    func aFileWithASensitiveParameterIsRootsAlone(mode: UInt16, secretMode: UInt16) {
        for name in ["token", "password", "dsn"] {
            let file = StackFile(path: "f", content: .rendered(Template([.parameter(name)])), mode: mode)
            #expect(plan().mode(of: file) == secretMode)
        }
        let open = StackFile(path: "f", content: .rendered(Template([.parameter("domain")])), mode: mode)
        #expect(plan().mode(of: open) == mode)
        #expect(plan().mode(of: StackFile(path: "f", content: .verbatim([]), mode: mode)) == mode)
    }
}
