import Foundation
import Host
import ImageCheck
import TestSupport
import Testing

@testable import ImageMaking

@Suite struct SealTests {
    /// What a machine that was built and logged in to may hold, with the empty files that may stay.
    private static let traces = [
        "etc/machine-id", "etc/ssh/ssh_host_ed25519_key", "etc/ssh/ssh_host_ed25519_key.pub", "etc/shadow-",
        "etc/docker/key.json", "etc/demo/parameters.yaml", "root/.bash_history", "root/.ssh/authorized_keys",
        "root/.ssh/id_rsa", "root/build.sh", "root/.docker/config.json", "home/jo/.ssh/known_hosts",
        "home/jo/.zsh_history",
        "var/log/auth.log", "var/log/app/app.log", "var/log/syslog.1", "var/log/dpkg.log.2.gz", "var/log/cron-20261120",
        "var/log/journal/0123/system.journal", "var/lib/systemd/random-seed", "var/lib/dhcp/dhclient.eth0.leases",
        "var/lib/cloud/instances/1/user-data.txt", "var/lib/cloud/data/instance-id", "var/lib/docker/engine-id",
        "var/lib/apt/lists/mirror_Packages", "var/cache/apt/pkgcache.bin", "tmp/x/y", "var/tmp/.hidden",
    ]
    private static let emptied = ["etc/machine-id", "var/log/app/app.log", "var/log/auth.log"]

    private func used(_ boot: Boot) throws {
        for trace in Self.traces { try boot.folder.write("root/" + trace, "a trace of this machine") }
        try boot.folder.write(
            "root/etc/passwd", "root:x:0:0::/root:/bin/sh\njo:x:1000:1000::/home/jo:/bin/sh\nd:x:2:2::/:/bin/no\n")
        try boot.folder.write(
            "root/etc/shadow", "root:$y$hash:1:0:::::\njo:!$y$hash:1:0:::::\nd:*:1:0:::::\n", mode: 0o640)
        try boot.folder.write("root/etc/ssh/sshd_config", "kept")
        try FileManager.default.createSymbolicLink(
            atPath: boot.folder.file("root/tmp/link"), withDestinationPath: boot.folder.file("root/etc/ssh"))
    }

    @Test func noTraceIsLeft() async throws {
        let boot = try await Boot.prepared()
        let prepared = Set(boot.folder.files)
        try used(boot)
        let result = try await boot.run("seal")
        #expect(result.status == 0, "\(result.lastLines)")
        let kept = ["etc/passwd", "etc/shadow", "etc/ssh/sshd_config"] + Self.emptied
        let hostKeys = ["demo-hostkeys.service", "multi-user.target.wants/demo-hostkeys.service"]
        let expected = prepared.union((kept + hostKeys.map { "etc/systemd/system/" + $0 }).map { "root/" + $0 })
        #expect(Set(boot.folder.files) == expected)
        for path in Self.emptied { #expect(try boot.read("/" + path) == "") }
        #expect(try boot.read("/etc/shadow") == "root:*:1:0:::::\njo:*:1:0:::::\nd:*:1:0:::::\n")
        #expect(boot.mode("/etc/shadow") == 0o640)
        #expect(boot.mode("/tmp") != nil)
    }

    @Test func aSecondSealFindsNothingToDo() async throws {
        let boot = try await Boot.prepared()
        try used(boot)
        #expect(try await boot.run("seal").status == 0)
        let files = boot.folder.files
        #expect(try await boot.run("seal").status == 0)
        #expect(boot.folder.files == files)
    }

    @Test func cloudInitsHookIsThereAfterwards() async throws {
        let boot = try await Boot.prepared()
        #expect(try await boot.run("seal").status == 0)
        #expect(boot.mode("/var/lib/cloud/scripts/per-instance/demo") == 0o755)
    }

    @Test func aMachineThatIsSetUpIsNotSealed() async throws {
        let boot = try await Boot()
        #expect(try await boot.run("provision").status == 0)
        try boot.folder.write("root/var/log/syslog", "line")
        let result = try await boot.run("seal")
        #expect(result.status == 65)
        #expect(result.lastLines.contains("error: Demo has been set up on this machine"))
        #expect(result.lastLines.contains("  " + boot.folder.file("root/var/lib/landfall/demo/state.json")))
        #expect(result.lastLines.last?.contains("`democtl seal --forget`") == true)
        #expect(try boot.read("/var/log/syslog") == "line")
        #expect(try boot.secrets["KEY"] != nil)
    }

    @Test func aMachineThatIsForgottenKeepsNoSecret() async throws {
        let boot = try await Boot.prepared()
        #expect(try await boot.run("provision").status == 0)
        let secrets = try boot.secrets
        #expect(try await boot.run("seal", ["--forget"]).status == 0)
        let root = boot.folder.files.filter { $0.hasPrefix("root/") }
        #expect(root.contains("root/opt/demo/compose.yml"))
        for file in root where boot.isRegularFile(file) {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: boot.folder.file(file)))
            for secret in secrets.values { #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(file)") }
        }
        #expect(boot.mode("/var/lib/landfall/demo") == nil)
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.secrets["KEY"] != secrets["KEY"])
    }

    @Test func whatAReviewWouldRefuseIsSaidAtTheEnd() async throws {
        let boot = try await Boot.prepared()
        try boot.folder.write("root/opt/digitalocean/bin/droplet-agent", "")
        try FileManager.default.removeItem(atPath: boot.folder.file("root/var/lib/docker"))
        let result = try await boot.run("seal")
        #expect(result.status == 65)
        #expect(result.lastLines.contains("error: the machine is sealed, but a marketplace would refuse it"))
        #expect(result.lastLines.contains { $0.contains("FAIL  digitalocean-agent") })
        #expect(result.lastLines.contains { $0.hasSuffix("/var/lib/docker: does not hold web:1") })
        #expect(!result.lastLines.contains { $0.hasPrefix("Demo's machine is sealed") })
    }

    @Test func aCommandThatRunsFromATemporaryFolderStays() async throws {
        let boot = try await Boot.prepared()
        try boot.folder.write("root/tmp/other", "")
        let here = boot.folder.file("root/tmp/democtl")
        try FileManager.default.copyItem(atPath: boot.folder.file("democtl"), toPath: here)
        #expect(try await Command(here, ["seal", "--root", boot.folder.file("root")]).run().status == 0)
        #expect(boot.folder.files.filter { $0.hasPrefix("root/tmp/") } == ["root/tmp/democtl"])
    }
}

extension Boot {
    fileprivate func isRegularFile(_ name: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: folder.file(name))
        return attributes?[.type] as? FileAttributeType == .typeRegular
    }
}

@Suite struct SealPartsTests {
    @Test(arguments: ["syslog.1", "syslog.2.gz", "cron-20261120", "boot.log.old", "app.log.10"])
    func rotated(name: String) { #expect(Traces.isRotatedLog(name)) }

    @Test(arguments: ["syslog", "app.log", "wtmp", "cloud-init-output.log", "postgres17", "2026"])
    func current(name: String) { #expect(!Traces.isRotatedLog(name)) }

    @Test func flagsAreThoseThatTheVersionKnows() {
        #expect(CleanCloudInit.arguments(help: ["  -l, --logs  x", "  -s, --seed"]) == ["clean", "--logs", "--seed"])
        #expect(
            CleanCloudInit.arguments(help: ["  -c [{all,ssh_config,network} ...], --configs"])
                == ["clean", "--logs", "--seed", "--configs", "all"])
    }
}
