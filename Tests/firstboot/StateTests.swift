import Foundation
import Plan
import TestSupport
import Testing

/// The files of the state: what is refused, and what a release before this one has left.
@Suite struct StateTests {
    private static let folder = "root/var/lib/landfall/demo/"
    private static let verbs = [
        "provision", "start", "rotate", "status", "diff", "credentials", "motd", "configure", "doctor",
    ]

    private func afterFirstBoot() async throws -> Boot {
        let boot = try await Boot()
        #expect(try await boot.run("provision").status == 0)
        return boot
    }

    /// Every verb ends with exit code 65 and these words, and changes nothing.
    private func expectRefusal(_ boot: Boot, _ words: String) async throws {
        let before = Snapshot(boot.folder.file("root"), secrets: [])
        for verb in Self.verbs {
            let result = try await boot.run(verb)
            #expect(result.status == 65, "\(verb): \(result.lastLines)")
            #expect(result.lastLines.joined(separator: "\n").contains(words), "\(verb): \(result.lastLines)")
        }
        #expect(Snapshot(boot.folder.file("root"), secrets: []).differences(from: before) == [])
    }

    /// The scripts that a hoster runs look for this line, and replace no program of a release that is in use.
    @Test func aShellSeesWhetherAReleaseIsInUse() async throws {
        let gate = TemporaryFolder()
        let boot = try await Boot(script: "[[ $* == *seed && ! -e \(gate.file("fixed")) ]] && exit 1")
        func isInUse() throws -> Bool {
            try boot.read("/var/lib/landfall/demo/state.json").split(separator: "\n").contains {
                $0.hasPrefix("  \"recorded\": {")
            }
        }
        #expect(try await boot.run("provision").status == 69)
        #expect(try !isInUse())
        try gate.write("fixed", "")
        #expect(try await boot.run("provision").status == 0)
        #expect(try isInUse())
    }

    @Test func secretsThatAreMissingAreDamage() async throws {
        let boot = try await afterFirstBoot()
        try FileManager.default.removeItem(atPath: boot.folder.file(Self.folder + "secrets.json"))
        try await expectRefusal(boot, "secrets.json is missing")
    }

    @Test(arguments: ["state.json", "secrets.json"]) func aFolderInTheirPlaceIsRefused(name: String) async throws {
        let boot = try await afterFirstBoot()
        let path = boot.folder.file(Self.folder + name)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try await expectRefusal(boot, "cannot read \(path): Is a directory")
    }

    /// The `.env` has them still, and so may a file of the owner's.
    @Test func missingSecretsAreTakenFromAFile() async throws {
        let boot = try await Boot(volumes: ["demo_data"])
        #expect(try await boot.run("provision").status == 0)
        let secrets = try boot.secrets
        try FileManager.default.removeItem(atPath: boot.folder.file(Self.folder + "secrets.json"))
        let environment = boot.folder.file("root/opt/demo/.env")
        let refused = try await boot.run("provision")
        let help = "or `democtl provision --adopt FILE` takes the secrets from \(environment) or another file"
        #expect(refused.lastLines.last?.contains(help) == true, "\(refused.lastLines)")
        let calls = boot.docker.calls.count
        let result = try await boot.run("provision", ["--adopt", environment])
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try boot.secrets == secrets)
        // What has run on this data does not run again.
        #expect(!boot.docker.calls.dropFirst(calls).contains { $0.hasPrefix("exec") })
        #expect(try await boot.run("provision").lastLines.contains("Demo is set up already; there is nothing to do."))
        #expect(try await boot.run("provision", ["--adopt", environment]).status == 64)
    }

    @Test func missingSecretsAreMadeForNewData() async throws {
        let boot = try await afterFirstBoot()
        let secrets = try boot.secrets
        try FileManager.default.removeItem(atPath: boot.folder.file(Self.folder + "secrets.json"))
        let result = try await boot.run("provision", ["--new-data"])
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try boot.secrets["KEY"] != secrets["KEY"])
        #expect(boot.docker.calls.filter { $0.hasSuffix("migrate") }.count == 2)
    }

    /// As the help of a damaged one says.
    @Test func aStateThatIsMovedAwayIsMadeAgain() async throws {
        let boot = try await Boot(volumes: ["demo_data"])
        #expect(try await boot.run("provision").status == 0)
        let (secrets, environment) = (try boot.secrets, try boot.read("/opt/demo/.env"))
        try boot.folder.write(Self.folder + "state.json", "{", mode: 0o600)
        let refused = try await boot.run("provision")
        #expect(refused.status == 65)
        #expect(refused.lastLines.last?.contains("move it away, and `democtl provision` makes it again") == true)
        try FileManager.default.removeItem(atPath: boot.folder.file(Self.folder + "state.json"))
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.secrets == secrets)
        #expect(try boot.read("/opt/demo/.env") == environment)
    }

    @Test(arguments: ["state.json", "secrets.json"]) func anyChangedByteIsFound(name: String) async throws {
        let boot = try await afterFirstBoot()
        let bytes = [UInt8](try boot.folder.read(Self.folder + name).utf8)
        for place in stride(from: 0, to: bytes.count, by: 41) {
            var changed = bytes
            changed[place] = changed[place] == 0x31 ? 0x32 : 0x31
            try boot.folder.write(Self.folder + name, changed, mode: 0o600)
            let result = try await boot.run("status")
            #expect(result.status == 65, "byte \(place) of \(name): \(result.lastLines)")
        }
        try boot.folder.write(Self.folder + name, bytes.dropLast(7), mode: 0o600)
        try await expectRefusal(boot, "\(name) is damaged")
    }

    @Test(arguments: ["state.json", "secrets.json"]) func aNewerFormatIsRefusedWithWords(name: String) async throws {
        let boot = try await afterFirstBoot()
        let text = try boot.folder.read(Self.folder + name).replacing("\"format\": 2", with: "\"format\": 3")
        try boot.folder.write(Self.folder + name, SealedText.sealed(text), mode: 0o600)
        try await expectRefusal(boot, "\(name) has format 3, which this release does not know")
    }

    /// A machine that Landfall 0.1 has set up, recorded as it was: `domain` and `api_token` were given by `--set`.
    private func recorded() async throws -> Boot {
        var plan = Plan.demo()
        plan.secrets[0].rotation = .restart
        let boot = try await Boot(plan)
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Recorded/format-1")
        try FileManager.default.createDirectory(atPath: boot.folder.file("root"), withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: source.path) {
            try FileManager.default.copyItem(
                atPath: source.appendingPathComponent(name).path, toPath: boot.folder.file("root/\(name)"))
        }
        return boot
    }

    @Test(arguments: ["provision", "start"]) func aMachineOfTheReleaseBeforeIsTakenOver(verb: String) async throws {
        let boot = try await recorded()
        let (secrets, environment) = (try boot.secrets, try boot.read("/opt/demo/.env"))
        #expect(try await boot.run("status").lastLines.first?.hasPrefix("demo: done since") == true)
        let result = try await boot.run(verb)
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try boot.secrets == secrets)
        #expect(try boot.read("/opt/demo/.env") == environment)
        #expect(try boot.read("/var/lib/landfall/demo/state.json").contains("\"format\": 2"))
        #expect(boot.docker.calls == ["up --detach --remove-orphans"])
        // What was given by a flag then is given still, until the owner's file says otherwise.
        #expect(try await boot.run("provision").lastLines.contains("Demo is set up already; there is nothing to do."))
        #expect(try boot.parameters == ["domain": "old.example.com", "api_token": "tok-old"])
        try boot.folder.write("root/etc/demo/parameters.yaml", "domain: new.example.com\n", mode: 0o600)
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.parameters == ["domain": "new.example.com", "api_token": "tok-old"])
        #expect(try await boot.run("rotate").status == 0)
        #expect(try boot.secrets["KEY"] != secrets["KEY"])
        #expect(!boot.docker.calls.contains { $0.hasPrefix("exec") })
    }

    @Test func aFirstBootThatTheReleaseBeforeHasBegunIsFinished() async throws {
        let boot = try await recorded()
        let path = Self.folder + "state.json"
        let text = try boot.folder.read(path).replacing("\"milestone\": \"done\",", with: "")
            .replacing("\"commandsRun\": 2", with: "\"commandsRun\": 1")
        try boot.folder.write(path, text, mode: 0o600)
        let secrets = try boot.secrets
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.secrets == secrets)
        #expect(boot.docker.calls == ["up --detach --remove-orphans", "exec -T web seed"])
    }
}
