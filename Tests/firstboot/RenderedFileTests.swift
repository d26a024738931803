import Foundation
import Plan
import TestSupport
import Testing

/// Files with an owner's values in them.
@Suite struct RenderedFileTests {
    private static let secret = #"it's "x" $PATH #1 tok-5f1c2a9b7d"#

    private func plan(_ parameter: Parameter, _ format: FileFormat? = nil, _ text: String = "v=") -> Plan {
        var plan = Plan.demo()
        plan.parameters = [parameter]
        plan.environment = [EnvironmentEntry(name: "KEY", value: Template([.secret("KEY")]))]
        plan.stack.files.append(
            StackFile(
                path: "app.conf", content: .rendered(Template([.text(text), .parameter(parameter.name)])), mode: 0o644,
                format: format))
        return plan
    }

    static let sensitive = [
        Parameter(name: "p", kind: .password, label: "P"), Parameter(name: "p", kind: .apiToken, label: "P"),
        Parameter(name: "p", kind: .string, label: "P", isMarkedSensitive: true),
    ]

    @Test(arguments: sensitive) func aSensitiveValueIsRootsAloneAndInNoReport(parameter: Parameter) async throws {
        let boot = try await Boot(
            plan(parameter), script: "[[ $verb == exec ]] && { cat $stack/app.conf; exit 1; }")
        try boot.folder.write(
            "root/etc/demo/parameters.yaml", "p: '\(Self.secret.replacing("'", with: "''"))'\n", mode: 0o600)
        let console = boot.folder.file("root/dev/console")
        try boot.folder.write("root/dev/console", "")
        try boot.folder.write("root/sys/class/tty/console/active", "console\n")
        let result = try await boot.run("provision")
        #expect(result.status == 69)
        #expect(boot.mode("/opt/demo/app.conf") == 0o600)
        #expect(try boot.read("/opt/demo/app.conf") == "v=" + Self.secret)
        for text in [result.lastLines.joined(separator: "\n"), try String(contentsOfFile: console, encoding: .utf8)] {
            #expect(text.contains("v=[REDACTED]") && !text.contains("tok-5f1c2a9b7d"))
        }
    }

    @Test func whatIsNoSecretKeepsItsMode() async throws {
        let boot = try await Boot(plan(Parameter(name: "p", kind: .string, label: "P")))
        #expect(try await boot.run("provision", ["--set", "p=x"]).status == 0)
        #expect(boot.mode("/opt/demo/app.conf") == 0o644)
    }

    @Test(arguments: [
        (FileFormat.env, "V=", "V=\"it's \\\"x\\\" \\$PATH #1 tok-5f1c2a9b7d\""),
        (.json, "\"a\": ", #""a": "it's \"x\" $PATH #1 tok-5f1c2a9b7d""#),
        (.yaml, "a: ", #"a: "it's \"x\" $PATH #1 tok-5f1c2a9b7d""#),
        (.shell, "V=", #"V='it'\''s "x" $PATH #1 tok-5f1c2a9b7d'"#),
        (.text, "V=", "V=" + secret),
    ]) func eachValueIsWrittenForItsFormat(format: FileFormat, text: String, expected: String) async throws {
        let boot = try await Boot(plan(Parameter(name: "p", kind: .string, label: "P"), format, text))
        #expect(try await boot.run("provision", ["--set", "p=\(Self.secret)"]).status == 0)
        #expect(try boot.read("/opt/demo/app.conf") == expected)
    }

    /// A URL that is waited for may hold a token.
    @Test func aReadyCheckDoesNotShowOne() async throws {
        var plan = plan(Self.sensitive[1])
        plan.ready = [
            ReadyCheck(
                probe: .http(url: Template([.text("http://127.0.0.1:1/health?token="), .parameter("p")])), within: 1)
        ]
        let boot = try await Boot(plan)
        let result = try await boot.run("provision", ["--set", "p=tok-5f1c2a9b7d"])
        #expect(result.status == 69)
        #expect(result.lastLines.contains { $0.contains("http://127.0.0.1:1/health?token=[REDACTED] is not ready") })
        #expect(!result.lastLines.joined().contains("tok-5f1c2a9b7d"))
    }

    @Test func metadataShowsNoneThatTheProviderHandsOver() async throws {
        var plan = Plan.demo("vultr")
        plan.parameters = [Parameter(name: "domain", kind: .password, label: "D", isRequired: false)]
        let boot = try await Boot(plan, variant: "marketplace")
        let result = try await boot.run("metadata", ["--json", "--metadata-url", boot.metadataURL])
        #expect(result.status == 0)
        let text = result.lastLines.joined(separator: "\n")
        #expect(text.contains("\"domain\": \"[REDACTED]\"") && !text.contains("store.example.com"))
    }
}
