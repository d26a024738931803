import Foundation
import Host
import Plan
import TestSupport
import Testing

/// In a folder; Scripts/test-machine compares a whole machine's file system before and after.
@Suite struct UninstallTests {
    private func purged(_ boot: Boot) async throws -> CommandResult {
        try await boot.run("uninstall", ["--purge", "--confirm", "demo"])
    }

    /// The files and folders of the machine.
    private func tree(_ boot: Boot) throws -> Set<String> {
        let root = boot.folder.file("root")
        return Set(try FileManager.default.subpathsOfDirectory(atPath: root))
    }

    @Test func nothingOfTheAppIsLeft() async throws {
        let boot = try await Boot()
        try SealedRoot.writeDistribution(in: boot.folder, under: "root/")
        let before = try tree(boot)
        #expect(try await boot.run("prepare").status == 0)
        #expect(try await boot.run("provision").status == 0)
        let result = try await purged(boot)
        #expect(result.status == 0, "\(result.lastLines)")
        let differences = try tree(boot).symmetricDifference(before).sorted()
        #expect(differences == [], "\(differences)")
    }

    /// What was interrupted would have to be ended first, and cannot be.
    @Test func aDamagedNoteOfAnUpdateKeepsNobodyFromPurging() async throws {
        let boot = try await Boot.prepared()
        #expect(try await boot.run("provision").status == 0)
        try boot.folder.write("root/var/lib/landfall/demo/update.json", "{")
        let kept = try await boot.run("uninstall", ["--confirm", "demo"])
        #expect(kept.status != 0 && boot.mode("/opt/demo/.env") != nil, "\(kept.lastLines)")
        let result = try await purged(boot)
        #expect(result.status == 0 && result.mentions(["is left as it is"]), "\(result.lastLines)")
        #expect(boot.mode("/opt/demo") == nil && boot.mode("/var/lib/landfall/demo") == nil)
    }

    @Test func secretsAndDataStayForALaterInstallation() async throws {
        let boot = try await Boot.prepared()
        #expect(try await boot.run("provision").status == 0)
        let secrets = try boot.secrets
        try boot.folder.write("root/opt/demo/uploads/picture", "kept")
        let result = try await boot.run("uninstall", ["--confirm", "demo"])
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try boot.secrets == secrets)
        #expect(try boot.read("/opt/demo/uploads/picture") == "kept")
        for path in ["/opt/demo/.env", "/opt/demo/conf", "/usr/local/bin/democtl", "/root/demo-credentials.txt"] {
            #expect(boot.mode(path) == nil, "\(path)")
        }
        #expect(try await boot.run("prepare").status == 0)
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.secrets == secrets)
    }

    @Test func anotherAppKeepsWhatItShares() async throws {
        let boot = try await Boot.prepared()
        var plan = Plan.demo()
        plan.app.name = "other"
        #expect(try await boot.with(plan).run("prepare").status == 0)
        let folders = try tree(boot).filter { !$0.contains("demo") }
        #expect(try await purged(boot).status == 0)
        let differences = try tree(boot).symmetricDifference(folders).sorted()
        #expect(differences == [], "\(differences)")
    }

    @Test(arguments: [["--dry-run", "--purge"], ["--confirm", "other"], [], ["--purge", "--keep-data"]])
    func nothingHappensWithoutTheName(flags: [String]) async throws {
        let boot = try await Boot.prepared()
        #expect(try await boot.run("provision").status == 0)
        let before = boot.folder.files
        let result = try await boot.run("uninstall", flags)
        #expect(result.status == (flags.first == "--dry-run" ? 0 : 64), "\(result.lastLines)")
        #expect(boot.folder.files == before)
    }

    @Test func theListNamesWhatGoesAndWhatStays() async throws {
        let boot = try await Boot.prepared()
        let listed = try await boot.run("uninstall", ["--dry-run"])
        let stays = try #require(listed.lastLines.firstIndex(of: "This stays:"))
        let secrets = "  - the secrets and the state in /var/lib/landfall/demo"
        #expect(listed.lastLines[stays...].contains(secrets), "\(listed.lastLines)")
        let purged = try await boot.run("uninstall", ["--dry-run", "--purge"])
        let last = try #require(purged.lastLines.firstIndex(of: "This stays:"))
        #expect(purged.lastLines[..<last].contains(secrets), "\(purged.lastLines)")
    }

    @Test func aRunThatWasCutOffIsRunAgain() async throws {
        let boot = try await Boot.prepared()
        #expect(try await boot.run("provision").status == 0)
        try FileManager.default.removeItem(atPath: boot.folder.file("root/etc/systemd/system/demo.service"))
        try FileManager.default.removeItem(atPath: boot.folder.file("root/opt/demo/compose.yml"))
        let result = try await purged(boot)
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try await purged(boot).status == 0)
        let left = try tree(boot).filter { $0.contains("demo") }
        #expect(left == [], "\(left)")
    }
}
