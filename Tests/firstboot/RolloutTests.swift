import Emulator
import Foundation
import Host
import Plan
import Providers
import Stamp
import TestSupport
import Testing

/// What changes on a machine that is set up, and how it comes there.
@Suite struct RolloutTests {
    private static let file = "root/etc/demo/parameters.yaml"

    private func afterFirstBoot(_ plan: Plan = .demo(), script: String = "") async throws -> Boot {
        let boot = try await Boot(plan, script: script)
        #expect(try await boot.run("provision").status == 0)
        return boot
    }

    /// The next release of the demo app: one more secret, one file less, one more command.
    private func nextPlan() -> Plan {
        var plan = Plan.demo()
        plan.app.version = "1.1.0"
        plan.secrets.append(SecretSpec(name: "MAIL_KEY", recipe: .hex(bytes: 16)))
        plan.environment.append(EnvironmentEntry(name: "MAIL_KEY", value: Template([.secret("MAIL_KEY")])))
        plan.stack.files.removeLast()
        plan.afterStart.append(ServiceCommand(service: "web", run: ["add-mail"]))
        return plan
    }

    /// The fourth of the reader's ten cases.
    @Test(arguments: ["provision", "start"]) func aNewerReleaseMakesItsNewSecret(verb: String) async throws {
        let boot = try await afterFirstBoot()
        let before = try boot.secrets
        let newer = try boot.with(nextPlan())
        let result = try await newer.run(verb)
        #expect(result.status == 0, "\(result.lastLines)")
        let after = try boot.secrets
        let made = try #require(after["MAIL_KEY"])
        #expect(after["KEY"] == before["KEY"] && made.count == 32)
        #expect(try boot.read("/opt/demo/.env").hasSuffix("MAIL_KEY='\(made)'\n"))
        #expect(result.lastLines.contains("release: 1.0.0 → 1.1.0"))
        #expect(boot.mode("/opt/demo/conf/app.conf") == nil)
        #expect(boot.docker.calls.dropFirst(3) == ["up --detach --remove-orphans", "exec -T web add-mail"])
        #expect(try await newer.run("provision").lastLines.contains("Demo is set up already; there is nothing to do."))
    }

    @Test func aFileThatARunningServiceReadsAgainTakesNoNewContainer() async throws {
        var plan = Plan.demo()
        plan.stack.files[1].content = .rendered(Template([.text("domain="), .machine(.address)]))
        plan.stack.files[1].reload = ServiceCommand(service: "web", run: ["reload", "--all"])
        plan.environment.removeFirst()
        let fail = TemporaryFolder()
        let boot = try await afterFirstBoot(
            plan, script: "if [[ $* == *reload* && -e \(fail.file("now")) ]]; then echo broken; exit 3; fi")
        #expect(!boot.docker.calls.contains { $0.contains("reload") })
        let count = boot.docker.calls.count
        #expect(try await boot.run("configure", ["--set", "domain=chat.example.com"]).status == 0)
        let preview = try await boot.run("diff")
        #expect(preview.lastLines.contains { $0.contains("web reads it while it runs") }, "\(preview.lastLines)")
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.read("/opt/demo/conf/app.conf") == "domain=chat.example.com")
        #expect(
            boot.docker.calls.dropFirst(count) == ["up --detach --remove-orphans", "exec id-of-web reload --all"])

        try fail.write("now", "")
        #expect(try await boot.run("configure", ["--set", "domain=shop.example.com"]).status == 0)
        let failed = try await boot.run("provision")
        #expect(failed.status == 69 && failed.lastLines.contains("  broken"), "\(failed.lastLines)")
        #expect(failed.lastLines.contains { $0.contains("`reload --all` in web failed with exit code 3") })
        // It is not forgotten.
        try FileManager.default.removeItem(atPath: fail.file("now"))
        #expect(try await boot.run("start").status == 0)
        #expect(boot.docker.calls.last == "exec id-of-web reload --all")
    }

    @Test func changedParametersAreRolledOut() async throws {
        let boot = try await afterFirstBoot()
        #expect(try await boot.run("configure", ["--set", "domain=chat.example.com"]).status == 0)
        #expect(try boot.read("/opt/demo/.env").contains("DOMAIN='203.0.113.32'"))
        let result = try await boot.run("provision")
        #expect(result.lastLines.contains("parameter domain: chat.example.com"), "\(result.lastLines)")
        #expect(try boot.read("/opt/demo/.env").contains("DOMAIN='chat.example.com'"))
        #expect(try boot.read("/root/demo-credentials.txt").contains("https://chat.example.com"))
        try boot.folder.write(Self.file, "domain: shop.example.com\n", mode: 0o600)
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.parameters["domain"] == "shop.example.com")
        // A flag comes once, and stays.
        #expect(try await boot.run("provision", ["--set", "domain=flag.example.com"]).status == 0)
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.parameters["domain"] == "flag.example.com")
        #expect(boot.docker.calls.filter { $0.hasPrefix("exec") }.count == 2)
    }

    @Test func aStackScriptsFieldIsRolledOut() async throws {
        let boot = try await afterFirstBoot(.demo("linode"))
        #expect(try await boot.run("provision", environment: ["API_TOKEN": "tok-5f1c2a9b7d"]).status == 0)
        #expect(try boot.read("/opt/demo/.env").contains("TOKEN='tok-5f1c2a9b7d'"))
    }

    @Test func aWrongParameterLeavesTheMachineAsItWas() async throws {
        let boot = try await afterFirstBoot()
        let before = try boot.read("/var/lib/landfall/demo/state.json")
        try boot.folder.write(Self.file, "domain: not a domain\n", mode: 0o600)
        #expect(try await boot.run("provision").status == 65)
        #expect(try boot.read("/var/lib/landfall/demo/state.json") == before)
        #expect(try await boot.run("start").status == 0)
    }

    @Test(arguments: ["provision", "configure", "diff"]) func anUnknownParameterIsAnError(verb: String) async throws {
        for boot in [try await Boot(), try await afterFirstBoot()] {
            let result = try await boot.run(verb, ["--set", "domian=a.example.com"])
            #expect(result.status == 64)
            #expect(result.lastLines == ["error: Demo has no parameter `domian`", "help: did you mean `domain`?"])
            #expect(boot.mode("/etc/demo/parameters.yaml") == nil)
        }
    }

    @Test func aNewAddressIsTakenUpAndSaid() async throws {
        let boot = try await afterFirstBoot(RolloutKind.plan)
        let certificate = try boot.secrets["CERTIFICATE.public"]
        let provider = try #require(Provider.named("digitalocean"))
        let service = try MetadataService(provider: provider) { $0.publicIPv4 = "198.51.100.7" }
        let moved = boot.with(metadataURL: try await service.start(port: 0))
        try boot.folder.write("root/dev/console", "")
        try boot.folder.write("root/sys/class/tty/console/active", "console\n")
        let result = try await moved.run("provision")
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(result.lastLines.contains("address: 203.0.113.32 → 198.51.100.7"))
        #expect(try boot.read("/dev/console").contains("demo: address: 203.0.113.32 → 198.51.100.7\n"))
        #expect(try boot.read("/opt/demo/.env").contains("DOMAIN='198.51.100.7'"))
        #expect(try boot.read("/root/demo-credentials.txt").contains("https://198.51.100.7"))
        let after = try boot.secrets
        #expect(after["CERTIFICATE.public"] != certificate)
        #expect(try boot.read("/opt/demo/conf/server.pem") == after["CERTIFICATE.public"])
        #expect(boot.docker.calls.last == "up --detach --remove-orphans --force-recreate")
    }

    @Test func diffSaysWhatAndWhyAndChangesNothing() async throws {
        let boot = try await afterFirstBoot()
        let newer = try boot.with(nextPlan())
        try boot.folder.write(Self.file, "api_token: tok-5f1c2a9b7d\n", mode: 0o600)
        let before = Snapshot(boot.folder.file("root"), secrets: [])
        let result = try await newer.run("diff")
        #expect(
            result.lastLines == [
                "release: 1.0.0 → 1.1.0", "parameter api_token: its value has changed and is not shown",
                "secret MAIL_KEY: it does not exist yet",
                "file \(boot.folder.file("root/opt/demo/.env")): it contains MAIL_KEY",
                "command web: add-mail: it has not run on this data",
            ])
        let json = try await newer.run("diff", ["--json"]).lastLines.joined()
        #expect(json.contains(#""kind": "secret",    "name": "MAIL_KEY""#) && !json.contains("tok-5f1c2a9b7d"))
        #expect(Snapshot(boot.folder.file("root"), secrets: []).differences(from: before) == [])
        try boot.folder.write(Self.file, "", mode: 0o600)
        #expect(try await boot.run("diff").lastLines == ["Demo is as it should be."])
        #expect(try await Boot().run("diff").lastLines.first == "first boot: this machine is not set up yet")
    }

    /// The third of the reader's ten cases: what is durable is carried on by whichever verb comes next.
    @Test(arguments: ["provision", "start", "rotate"]) func aRotationThatWasCutOffIsFinished(verb: String) async throws
    {
        let gate = TemporaryFolder()
        let boot = try await afterFirstBoot(
            RolloutKind.plan, script: "[[ $* == *set-key && ! -e \(gate.file("go")) ]] && kill -KILL $PPID")
        #expect(try await boot.run("rotate").status == 137)
        try gate.write("go", "")
        #expect(try await boot.run("status").lastLines.first?.hasPrefix("demo: interrupted") == true)
        let before = try boot.secrets
        let result = try await boot.run(verb)
        #expect(result.status == 0, "\(result.lastLines)")
        let key = try #require(try boot.secrets["KEY"])
        #expect(key != before["KEY"])
        #expect(try boot.read("/opt/demo/.env").contains("KEY='\(key)'"))
        #expect(try await boot.run("provision").lastLines.contains("Demo is set up already; there is nothing to do."))
    }

    @Test func aFileThatIsGoneIsWrittenAgain() async throws {
        let boot = try await afterFirstBoot()
        let text = try boot.read("/opt/demo/.env")
        try FileManager.default.removeItem(atPath: boot.folder.file("root/opt/demo/.env"))
        #expect(try await boot.run("start").status == 0)
        #expect(try boot.read("/opt/demo/.env") == text)
    }

    /// The fifth of the reader's ten cases.
    @Test(arguments: ["provision", "start"]) func noVariableOfTheCallerReachesCompose(verb: String) async throws {
        let boot = try await Boot()
        if verb == "start" { #expect(try await boot.run("provision").status == 0) }
        let result = try await boot.run(
            verb, environment: ["KEY": "weak", "COMPOSE_PROFILES": "debug", "COMPOSE_FILE": "/tmp/other.yml"])
        #expect(result.status == 0, "\(result.lastLines)")
        for line in ["KEY=weak", "COMPOSE_PROFILES=", "COMPOSE_FILE="] {
            #expect(!boot.docker.sawEnvironment.contains(line), "\(line)")
        }
    }
}
