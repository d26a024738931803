import Foundation
import Plan
import TestSupport
import Testing

/// Which channel wins, what is kept, and what the owner is told to do.
@Suite struct ParameterTests {
    private static let file = "root/etc/demo/parameters.yaml"

    @Test(arguments: [
        (["flag", "field", "file", "default"], "flag"), (["field", "file", "default"], "field"),
        (["file", "default"], "file"), (["default"], "default"),
    ]) func onLinodeFlagsThenFieldsThenTheFileThenTheDefault(given: [String], wins: String) async throws {
        try await expect(wins, on: "linode", given: given)
    }

    @Test(arguments: [
        (["flag", "file", "variable", "default"], "flag"), (["file", "variable", "default"], "file"),
        (["variable", "default"], "variable"), (["default"], "default"),
    ]) func onVultrFlagsThenTheFileThenVariablesThenTheDefault(given: [String], wins: String) async throws {
        try await expect(wins, on: "vultr", given: given)
    }

    private func expect(_ wins: String, on provider: ProviderID, given: [String]) async throws {
        var plan = Plan.demo(provider)
        plan.parameters = [Parameter(name: "color", kind: .string, label: "Color", defaultValue: .value("default"))]
        plan.environment = []
        let boot = try await Boot(plan, variables: given.contains("variable") ? ["color": "variable"] : nil)
        if given.contains("file") { try boot.folder.write(Self.file, "color: file\n", mode: 0o600) }
        let result = try await boot.run(
            "provision", given.contains("flag") ? ["--set", "color=flag"] : [],
            environment: given.contains("field") ? ["COLOR": "field"] : [:])
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try boot.parameters == ["color": wins])
    }

    @Test func environmentVariablesAreAChannelOnLinodeAlone() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision", environment: ["DOMAIN": "field.example.com"]).status == 0)
        #expect(try boot.parameters["domain"] == nil)
        #expect(boot.mode("/etc/demo/parameters.yaml") == nil)
    }

    @Test func theConsolesTellWhatToDoAndTheNextRunCarriesOn() async throws {
        let boot = try await Boot()
        try boot.folder.write("root/sys/class/tty/console/active", "tty0 ttyS0\n")
        try boot.folder.write("root/dev/ttyS0", "")
        try boot.folder.write(Self.file, "domain: app\n", mode: 0o600)
        #expect(try await boot.run("provision").status == 65)
        let file = boot.folder.file(Self.file)
        #expect(
            try boot.read("/dev/ttyS0") == """
                demo: Reading the machine's metadata ...
                demo: Reading the parameters ...
                error: some parameters of Demo are missing or wrong; nothing was started
                  domain, from \(file):1:9: must be a fully qualified domain name such as app.example.com
                help: write the values to \(file), one a line like `domain: VALUE`, and run `democtl provision`; \
                `democtl configure` asks for them

                """)
        #expect(boot.mode("/var/lib/landfall/demo/secrets.json") == nil)
        try boot.folder.write(Self.file, "domain: app.example.com\n", mode: 0o600)
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.parameters == ["domain": "app.example.com"])
    }

    @Test func aStackScriptsFieldsOutliveARunThatCouldNotBegin() async throws {
        let boot = try await Boot(.demo("linode"))
        let fields = ["DOMAIN": "field.example.com", "API_TOKEN": "tok: '5f1c' #2a"]
        await boot.service.stop()
        let interrupted = try await boot.run("configure", environment: fields)
        #expect(interrupted.status == 0, "\(interrupted.lastLines)")
        #expect(boot.mode("/etc/demo/parameters.yaml") == 0o600)
        let again = try await Boot(.demo("linode"))
        try again.folder.write(Self.file, try boot.read("/etc/demo/parameters.yaml"), mode: 0o600)
        #expect(try await again.run("provision").status == 0)
        #expect(try again.parameters == ["domain": fields["DOMAIN"], "api_token": fields["API_TOKEN"]])
    }

    @Test func aWrongFieldIsKeptForTheOwnerToFix() async throws {
        let boot = try await Boot(.demo("linode"))
        let result = try await boot.run("provision", environment: ["DOMAIN": "app", "API_TOKEN": "tok-5f1c2a9b7d"])
        #expect(result.status == 65)
        #expect(try boot.read("/etc/demo/parameters.yaml").hasSuffix("\napi_token: tok-5f1c2a9b7d\ndomain: app\n"))
        try boot.folder.write(Self.file, "api_token: tok-5f1c2a9b7d\ndomain: a.example\n", mode: 0o600)
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.parameters == ["api_token": "tok-5f1c2a9b7d", "domain": "a.example"])
    }

    @Test func onAMachineThatIsSetUpAnUnknownNameIsAWarning() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision").status == 0)
        try boot.folder.write(Self.file, "domian: a.example\nregion: eu-1\n", mode: 0o600)
        let place = boot.folder.file(Self.file)
        let warnings = [
            "warning: domian, from \(place):1:9: Demo 1.0.0 has no such parameter; did you mean `domain`?",
            "warning: region, from \(place):2:9: Demo 1.0.0 has no such parameter; its value is left alone",
        ]
        for verb in ["provision", "configure", "diff"] {
            let result = try await boot.run(verb)
            #expect(result.status == 0, "\(verb): \(result.lastLines)")
            #expect(result.lastLines.filter { $0.hasPrefix("warning: ") } == warnings, "\(verb): \(result.lastLines)")
        }
        let json = try await boot.run("diff", ["--json"]).lastLines.joined()
        #expect(try JSONDecoder().decode([[String: String]].self, from: Data(json.utf8)) == [])
        var next = Plan.demo()
        next.app.version = "1.1.0"
        let started = try await boot.with(next).run("start")
        #expect(started.status == 0, "\(started.lastLines)")
        #expect(started.lastLines.filter { $0.contains(": Demo 1.1.0 has no such parameter; ") }.count == 2)
        #expect(try boot.folder.read(Self.file) == "domian: a.example\nregion: eu-1\n")
        // What is typed is still an error.
        #expect(try await boot.run("provision", ["--set", "domian=a.example"]).status == 64)
    }

    @Test(arguments: [
        ("domain: \"a\n", ":1:9: this is not valid YAML"), ("- a\n", ":1:1: this is not a list of `NAME: VALUE` lines"),
        ("domain: {a: b}\n", ":1:9: this is neither text nor a list of texts"),
        ("domain: a.example\n\ndomain: b.example\n", ":3:1: this gives domain a second time"),
        ("api_token: *hunter2\n", ":1:12: no anchor with this alias's name comes before it"),
        ("api_token: \u{FFFE}\n", ":1:12: this is not a text file in UTF-8"),
    ]) func aFileThatCannotBeReadIsToldWithThePlace(text: String, place: String) async throws {
        let boot = try await Boot()
        try boot.folder.write(Self.file, text, mode: 0o600)
        let result = try await boot.run("provision")
        #expect(result.status == 65)
        let output = result.lastLines.joined(separator: "\n")
        #expect(output.contains("error: \(boot.folder.file(Self.file))\(place)"), "\(output)")
        #expect(!output.contains("hunter2"))
    }
}
