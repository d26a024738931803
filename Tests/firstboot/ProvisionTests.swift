import Emulator
import Foundation
import Host
import Plan
import Providers
import TestSupport
import Testing

@Suite struct ProvisionTests {
    @Test func aFirstBootEndsWithCredentials() async throws {
        let boot = try await Boot()
        let result = try await boot.run("provision", ["--console", "-"])
        #expect(result.status == 0, "\(result.lastLines)")
        let key = try #require(try boot.secrets["KEY"])
        #expect(try boot.secrets["URL"] == "db://u:\(key)@db")
        #expect(try boot.read("/opt/demo/.env") == "DOMAIN='203.0.113.32'\nKEY='\(key)'\nTOKEN=''\n")
        #expect(try boot.read("/opt/demo/conf/app.conf") == "key=\(key)")
        #expect(try boot.read("/root/demo-credentials.txt").contains("Key:  \(key)\n"))
        #expect(result.lastLines.contains("URL:  https://203.0.113.32"))
        #expect(boot.docker.calls == ["up --detach --remove-orphans", "exec -T web migrate", "exec -T web seed"])
    }

    @Test func whatHoldsASecretIsRootsAlone() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision").status == 0)
        #expect(boot.mode("/var/lib/landfall/demo") == 0o700)
        for path in [
            "/var/lib/landfall/demo/secrets.json", "/var/lib/landfall/demo/state.json", "/opt/demo/.env",
            "/opt/demo/conf/app.conf", "/root/demo-credentials.txt",
        ] {
            #expect(boot.mode(path) == 0o600, "\(path)")
        }
        #expect(boot.mode("/opt/demo/compose.yml") == 0o644)
    }

    @Test func aSecondRunDoesNothingAndSaysSo() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision").status == 0)
        let before = try boot.secrets
        let second = try await boot.run("provision")
        #expect(second.status == 0)
        #expect(second.lastLines.contains("Demo is set up already; there is nothing to do."))
        #expect(try boot.secrets == before)
        #expect(boot.docker.calls.count == 3)
    }

    @Test func theMetadataServiceMayBeGoneByTheSecondRun() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision").status == 0)
        await boot.service.stop()
        #expect(try await boot.run("provision").status == 0)
    }

    @Test func noSecretReachesOutputArgumentsOrEnvironments() async throws {
        let boot = try await Boot(.demo("linode"))
        let token = "tok-5f1c2a9b7d"
        let result = try await boot.run("provision", environment: ["API_TOKEN": token])
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try boot.read("/opt/demo/.env").contains("TOKEN='\(token)'"))
        let key = try #require(try boot.secrets["KEY"])
        for seen in [result.lastLines.joined(), boot.docker.calls.joined(), boot.docker.sawEnvironment] {
            #expect(!seen.contains(key))
            #expect(!seen.contains(token))
        }
    }

    @Test func aDomainIsTheAddress() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision", ["--set", "domain=chat.example.com"]).status == 0)
        #expect(try boot.read("/opt/demo/.env").contains("DOMAIN='chat.example.com'"))
    }

    @Test func theMachinesOwnNameIsTheDefaultWhereItIsADomain() async throws {
        let boot = try await Boot(variant: "dual-stack-vpc-userdata")
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.read("/opt/demo/.env").contains("DOMAIN='app-1.example.com'"))
    }

    /// A newer program may know the cloud of a machine that was set up without knowing it.
    @Test func aMachineWithoutACloudStaysThat() async throws {
        let boot = try await Boot().with(.demo("generic"))
        try boot.folder.write("root/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        #expect(try await boot.run("provision").status == 0)
        let before = try boot.secrets
        try boot.folder.write("root/sys/class/dmi/id/sys_vendor", "UpCloud\n")
        let service = try MetadataService(provider: .upCloud)
        let second = try await boot.with(metadataURL: try await service.start(port: 0)).run("provision")
        #expect(second.lastLines.contains("Demo is set up already; there is nothing to do."), "\(second.lastLines)")
        #expect(try boot.secrets == before)
    }

    /// Its service may be off, or want what the unit may not do: the generic program does without it there.
    @Test func aCloudThatNoAppIsMadeForUnaskedIsNoneForAGenericProgram() async throws {
        let boot = try await Boot().with(.demo("generic"))
        try boot.folder.write("root/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        try boot.folder.write("root/sys/class/dmi/id/sys_vendor", "Amazon EC2\n")
        try boot.folder.write("root/var/lib/cloud/seed/nocloud/meta-data", "instance-id: iid-1\n")
        let command = Command(
            boot.binary, ["provision", "--root", boot.folder.file("root")], environment: boot.docker.environment)
        let first = try await command.run()
        #expect(first.status == 0, "\(first.lastLines)")
        #expect(try !boot.read("/var/lib/landfall/demo/state.json").contains("iid-1"))
    }

    @Test func aMachineWhoseSeedIsTakenOutStaysWhatItWas() async throws {
        let boot = try await Boot().with(.demo("nocloud"))
        let root = boot.folder.file("root")
        func provision() async throws -> CommandResult {
            try await Command(boot.binary, ["provision", "--root", root], environment: boot.docker.environment).run()
        }
        try boot.folder.write("root/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        let seed = "root/var/lib/cloud/seed/nocloud/meta-data"
        try boot.folder.write(seed, "instance-id: iid-1\nlocal-hostname: box\n")
        #expect(try await provision().status == 0)
        #expect(try boot.read("/var/lib/landfall/demo/state.json").contains(#""box""#))
        let before = try boot.secrets
        try FileManager.default.removeItem(atPath: boot.folder.file(seed))
        let second = try await provision()
        #expect(second.lastLines.contains("Demo is set up already; there is nothing to do."), "\(second.lastLines)")
        #expect(try boot.secrets == before)
    }

    @Test(arguments: ["vultr.guest", "localhost.localdomain", "box.local", "ip-10-0-0-1.ec2.internal", "nas.home.arpa"])
    func aNameThatDNSCannotHaveIsNoDomain(name: String) async throws {
        let boot = try await Boot()
        let provider = try #require(Provider.named("digitalocean"))
        let service = try MetadataService(provider: provider) { $0.hostname = name }
        let named = boot.with(metadataURL: try await service.start(port: 0))
        #expect(try await named.run("provision").status == 0)
        #expect(try boot.read("/opt/demo/.env").contains("DOMAIN='203.0.113.32'"))
        #expect(try !boot.read("/root/demo-credentials.txt").contains(name))
    }

    /// A cloud's host name is anybody's text: an owner sets it in a form, or a tenant's DNS does.
    /// As the service writes them: the answers of three clouds are JSON.
    @Test(
        arguments: ["vultr", "digitalocean", "linode"],
        [#"\u001b[2Jbox"#, #"box\r\nAdmin password: hunter2"#, String(repeating: "a", count: 300_000)])
    func aHostileHostNameReachesNobody(provider name: String, hostname: String) async throws {
        let boot = try await Boot(.demo(ProviderID(name)))
        try boot.folder.write("root/sys/class/tty/console/active", "console\n")
        try boot.folder.write("root/dev/console", "")
        let service = try MetadataService(provider: try #require(Provider.named(name))) { $0.hostname = hostname }
        let named = boot.with(metadataURL: try await service.start(port: 0))
        let result = try await named.run("provision")
        #expect(result.status == 0, "\(result.lastLines.map { $0.prefix(200) })")
        let shown = [
            result.lastLines.joined(separator: "\n"), try boot.read("/dev/console"),
            try boot.read("/run/landfall-demo.issue"), try boot.read("/root/demo-credentials.txt"),
        ]
        for text in shown {
            #expect(!text.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\r" })
            #expect(!text.split(separator: "\n").contains { $0.hasPrefix("Admin password: hunter2") })
            #expect(text.utf8.count < 20_000)
        }
    }

    /// On a full disk, a verb that only answers must not pass for one that has answered.
    @Test(arguments: ["status --json", "diff", "metadata --json", "credentials", "--help", "--version"])
    func aFullDiskIsAnError(_ words: String) async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision").status == 0)
        let root = words.hasPrefix("--") ? "" : " --root \(boot.folder.file("root"))"
        let url = ["diff", "metadata --json"].contains(words) ? " --metadata-url \(boot.metadataURL)" : ""
        let result = try await Command(
            "sh", ["-c", "exec \(boot.binary) \(words)\(root)\(url) >/dev/full"], environment: boot.docker.environment
        ).run()
        #expect(result.status == 69, "\(result.lastLines)")
        #expect(
            result.lastLines.contains("error: cannot write to standard output: No space left on device"),
            "\(result.lastLines)")
    }

    @Test func aWrongParameterStopsBeforeAnythingStarts() async throws {
        let boot = try await Boot()
        try boot.folder.write("root/etc/demo/parameters.yaml", "domain: not a domain\nunknown: 1\n", mode: 0o600)
        let result = try await boot.run("provision")
        #expect(result.status == 65)
        let text = result.lastLines.joined(separator: "\n")
        #expect(
            text.contains(
                "domain, from \(boot.folder.file("root/etc/demo/parameters.yaml")):1:9: must be a fully qualified"))
        #expect(text.contains("unknown, from"))
        #expect(boot.docker.calls.isEmpty)
        try boot.folder.write("root/etc/demo/parameters.yaml", "domain: app.example.org\n", mode: 0o600)
        #expect(try await boot.run("provision").status == 0)
    }

    @Test func aMachineOfAnotherProviderIsRefused() async throws {
        let boot = try await Boot()
        try boot.folder.write("root/sys/class/dmi/id/sys_vendor", "Hetzner\n")
        let result = try await boot.run("provision")
        #expect(result.status == 78)
        #expect(result.lastLines.joined().contains("Hetzner"))
        #expect(boot.docker.calls.isEmpty)
    }
}
