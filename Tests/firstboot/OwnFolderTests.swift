import Foundation
import Host
import Installation
import Plan
import TestSupport
import Testing

@testable import ImageMaking

/// `--dir`: the owner's own folder for the app.
@Suite struct OwnFolderTests {
    private func boot() async throws -> Boot {
        let boot = try await Boot()
        try SealedRoot.writeDistribution(in: boot.folder, under: "root/")
        return boot
    }

    private func install(_ boot: Boot, _ flags: String...) async throws -> CommandResult {
        try await boot.run("install", ["--metadata-url", boot.metadataURL, "--no-questions"] + flags)
    }

    private func link(_ boot: Boot) -> String? { Files(Root(boot.folder.file("root"))).target(of: "/opt/demo") }
    private func entry(_ boot: Boot, _ path: String) -> FileStatus? {
        Files(Root(boot.folder.file("root"))).status(path)
    }

    @Test func theAppIsInItAndItsPathsStayTheSame() async throws {
        let boot = try await boot()
        let result = try await install(boot, "--dir=/srv//apps/demo/")
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(link(boot) == boot.folder.file("root/srv/apps/demo"))
        #expect(boot.mode("/srv/apps/demo/.env") == 0o600 && boot.mode("/opt/demo/.env") == 0o600)
        let unit = try boot.read("/etc/systemd/system/demo.service")
        #expect(unit.contains("\nRequiresMountsFor=/srv/apps/demo\n"))
        #expect(unit.contains("\nReadWritePaths=-/srv/apps/demo /root"))
        let first = try boot.read("/etc/systemd/system/demo-firstboot.service")
        #expect(first.contains("\nRequiresMountsFor=/srv/apps/demo\n"))
        let secrets = try boot.secrets
        // With it, without it, and not with another one.
        #expect(try await install(boot, "--dir", "/srv/apps/demo").status == 0)
        #expect(try await install(boot).status == 0)
        #expect(try await boot.run("prepare").status == 0)
        #expect(try boot.read("/etc/systemd/system/demo.service") == unit)
        let other = try await install(boot, "--dir", "/srv/other")
        #expect(other.status == 65)
        #expect(other.lastLines.contains { $0.contains("are in /srv/apps/demo already, not in /srv/other") })
        #expect(entry(boot, "/srv/other") == nil)
        #expect(try boot.secrets == secrets)
    }

    @Test func itGoesWithTheAppAndTheOwnersFolderStays() async throws {
        let boot = try await boot()
        let root = boot.folder.file("root")
        try FileManager.default.createDirectory(atPath: root + "/srv/mine", withIntermediateDirectories: true)
        for (folder, stays) in [("/srv/mine", true), ("/data/apps/demo", false)] {
            let before = Set(try FileManager.default.subpathsOfDirectory(atPath: root))
            #expect(try await install(boot, "--dir", folder).status == 0)
            try boot.folder.write("root\(folder)/uploads/picture", "kept")
            let listed = try await boot.run("uninstall", ["--dry-run"])
            #expect(listed.lastLines.contains { $0.contains("/opt/demo, which is \(folder)") }, "\(listed.lastLines)")
            let purged = try await boot.run("uninstall", ["--purge", "--confirm", "demo"])
            #expect(purged.status == 0, "\(purged.lastLines)")
            #expect((entry(boot, folder) != nil) == stays)
            let after = Set(try FileManager.default.subpathsOfDirectory(atPath: root))
            #expect(after.symmetricDifference(before) == [])
        }
    }

    @Test func itsDataStaysForALaterInstallation() async throws {
        let boot = try await boot()
        #expect(try await install(boot, "--dir", "/srv/demo").status == 0)
        try boot.folder.write("root/srv/demo/uploads/picture", "kept")
        #expect(try await boot.run("uninstall", ["--confirm", "demo"]).status == 0)
        #expect(try boot.read("/opt/demo/uploads/picture") == "kept" && entry(boot, "/srv/demo/.env") == nil)
        #expect(try await install(boot, "--dir", "/srv/other").status == 65)
        #expect(try await install(boot).status == 0)
        #expect(boot.mode("/srv/demo/.env") == 0o600)
        // An app whose disk is gone for good goes too.
        try FileManager.default.removeItem(atPath: boot.folder.file("root/srv/demo"))
        let purged = try await boot.run("uninstall", ["--purge", "--confirm", "demo"])
        #expect(purged.status == 0, "\(purged.lastLines)")
        #expect(link(boot) == nil)
    }

    @Test func withoutItsDiskNothingRunsAndItComesBack() async throws {
        let boot = try await boot()
        #expect(try await install(boot, "--dir", "/srv/demo").status == 0)
        let (folder, away) = (boot.folder.file("root/srv/demo"), boot.folder.file("root/srv/away"))
        try FileManager.default.moveItem(atPath: folder, toPath: away)
        for isEmpty in [false, true] {
            if isEmpty { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false) }
            for verb in ["provision", "start", "prepare", "install", "backup"] {
                let result = try await boot.run(verb)
                #expect(result.status == 69, "\(verb): \(result.lastLines)")
                #expect(result.lastLines.contains { $0.contains("is in /srv/demo") })
            }
            let seen = try await boot.run("doctor")
            #expect(seen.lastLines.contains { $0.hasPrefix("FAIL  folder: ") }, "\(seen.lastLines)")
        }
        try FileManager.default.removeItem(atPath: folder)
        try FileManager.default.moveItem(atPath: away, toPath: folder)
        #expect(try await boot.run("start").status == 0)
    }

    @Test(arguments: [
        ("srv/demo", "not an absolute path"), ("~/demo", "not an absolute path"), ("", "not an absolute path"),
        ("/srv/a b", "other characters"), ("/srv/a\nb", "other characters"), ("/srv/$HOME", "other characters"),
        ("/srv/a:b", "other characters"), ("/srv/%h", "other characters"), ("/srv/é", "other characters"),
        ("/srv/" + String(repeating: "a", count: 200), "too long"), ("/srv/../etc", "`..`"),
        ("/", "the system's"), ("/etc", "the system's"), ("/etc/demo", "the system's"), ("/opt", "the system's"),
        ("/srv", "the system's"), ("/mnt", "the system's"), ("/tmp/demo", "the system's"), ("/run/x", "the system's"),
        ("/usr/local/bin", "the system's"), ("/var/lib/docker/x", "the system's"), ("/opt/demo/x", "the system's"),
        ("/var/lib/landfall/x", "the system's"), ("/srv/file", "not a folder"), ("/srv/file/x", "not a folder"),
        ("/srv/link", "is a link to"), ("/srv/link/x", "is a link to"),
        ("/srv/full", "not empty: it has notes and 1 more"), ("/opt/other", "the app other's"),
        ("/opt/other/x", "the app other's"), ("/srv/open/x", "may be written by others"),
    ])
    func whatCannotHoldAnAppIsRefusedBeforeAnythingIsDone(folder: String, why: String) async throws {
        let boot = try await boot()
        try boot.folder.write("root/srv/file", "")
        try boot.folder.write("root/srv/full/notes", "mine")
        try boot.folder.write("root/srv/full/other", "mine")
        try boot.folder.write("root/opt/other/compose.yml", "")
        try boot.folder.write("root/var/lib/landfall/other/state.json", "{}")
        let root = boot.folder.file("root")
        try FileManager.default.createDirectory(atPath: root + "/srv/open", withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: root + "/srv/open")
        try FileManager.default.createSymbolicLink(atPath: root + "/srv/link", withDestinationPath: root + "/srv/full")
        let before = try FileManager.default.subpathsOfDirectory(atPath: root)
        for flags in [["install"], ["install", "--dry-run"], ["prepare"]] {
            let result = try await boot.run(flags[0], flags.dropFirst() + ["--dir", folder])
            #expect(result.status == 65)
            #expect(result.lastLines.contains { $0.contains(why) }, "\(result.lastLines)")
        }
        #expect(try FileManager.default.subpathsOfDirectory(atPath: root) == before)
    }

    @Test func anAppThatIsHereIsNotMoved() async throws {
        let boot = try await Boot.prepared()
        let result = try await boot.run("prepare", ["--dir", "/srv/demo"])
        #expect(result.status == 65)
        #expect(result.lastLines.contains { $0.contains("are in /opt/demo already, not in /srv/demo") })
        #expect(try await boot.run("prepare", ["--dir", "/opt/demo"]).status == 0)
        #expect(link(boot) == nil)
        #expect(try await boot.run("prepare", ["--dir", "/opt/demo", "--image"]).status == 64)
    }

    @Test(
        arguments: [
            ("ext4", "rw", nil), ("xfs", "rw,noexec", "noexec"), ("ext4", "ro", "read-only"), ("nfs4", "rw", "nfs4"),
            ("vfat", "rw", "vfat"), ("tmpfs", "rw", "tmpfs"), ("fuse.sshfs", "rw", "sshfs"),
        ] as [(String, String, String?)])
    func fileSystemsAreJudged(type: String, options: String, why: String?) throws {
        let table = "22 1 8:1 / /data \(options) - \(type) /dev/sdb rw\n"
        let mount = try #require(Mount.holding("/data/app", in: table))
        let problem = OwnFolder.problem(of: mount, for: "/data/app")
        #expect((problem == nil) == (why == nil))
        if let why { #expect(problem?.message.contains(why) == true) }
        #expect(OwnFolder.problem(of: mount, for: "/data") != nil)
    }
}
