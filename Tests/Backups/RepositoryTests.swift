import Foundation
import Host
import Plan
import TestSupport
import Testing

/// A real restic repository.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct RepositoryTests {
    private static let files: [Backup.Item] = [.files]

    private func waiting(_ machine: StoredMachine) -> String {
        machine.folder.file("root/var/lib/landfall/demo/backups/waiting")
    }

    @Test func aRepositoryThatIsGoneLeavesTheCopy() async throws {
        let machine = try await StoredMachine(Self.files) { $0.backup.keep.last = 9 }
        let (place, away) = (machine.folder.file("repository"), machine.folder.file("away"))
        let configured = try await machine.run("backup", "configure", "--repository", place)
        #expect(configured.status == 0, "\(configured.lastLines)")
        #expect(mode(of: machine.folder.file("root/var/lib/landfall/demo/backups/repository.json")) == 0o600)
        try FileManager.default.moveItem(atPath: place, toPath: away)
        let failed = try await machine.run("backup")
        let text = failed.lastLines.joined(separator: "\n")
        #expect(failed.status == 69 && text.contains("the backup stays on this machine"), "\(text)")
        #expect(FileManager.default.fileExists(atPath: waiting(machine)))
        #expect(!FileManager.default.fileExists(atPath: place))
        try FileManager.default.moveItem(atPath: away, toPath: place)
        let again = try await machine.run("backup")
        #expect(again.status == 0, "\(again.lastLines)")
        #expect(!FileManager.default.fileExists(atPath: waiting(machine)))
        let list = try await machine.run("restore", "--list")
        #expect(list.lastLines.filter { $0.contains("restored and compared") }.count == 2, "\(list.lastLines)")
        try await machine.takeAway()
    }

    @Test func aRepositoryOfAnotherKeyIsRefused() async throws {
        let machine = try await StoredMachine(Self.files)
        let place = machine.folder.file("repository")
        let made = try await Command("restic", ["init", "--repo", place], environment: ["RESTIC_PASSWORD": "other"])
            .run()
        try #require(made.succeeded, "\(made.lastLines)")
        let refused = try await machine.run("backup", "configure", "--repository", place)
        #expect(refused.status == 65, "\(refused.lastLines)")
        #expect(refused.lastLines.contains { $0.contains("has another recovery key") })
        let settings = machine.folder.file("root/var/lib/landfall/demo/backups/repository.json")
        #expect(!FileManager.default.fileExists(atPath: settings))
        try await machine.takeAway()
    }

    @Test func damageInTheRepositoryIsFound() async throws {
        let machine = try await StoredMachine(Self.files)
        try await machine.fill()
        try #require(try await machine.run("backup").status == 0)
        let data = "root/var/lib/landfall/demo/backups/repository/data"
        let packs = FileManager.default.enumerator(atPath: machine.folder.file(data))?.allObjects as? [String] ?? []
        let sized = packs.map { (path: machine.folder.file("\(data)/\($0)"), size: size($0, in: data, machine)) }
        let largest = try #require(sized.max { $0.size < $1.size })
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: largest.path)))
        bytes[bytes.count / 3] ^= 1
        chmod(largest.path, 0o600)
        try Data(bytes).write(to: URL(fileURLWithPath: largest.path))
        let result = try await machine.run("restore")
        #expect([65, 69].contains(result.status), "\(result.lastLines)")
        #expect(try await machine.shell("web", "cat /srv/hard") == ["text"])
        #expect(try await machine.leftovers() == [])
        try await machine.takeAway()
    }

    /// It is in the repository, and only this machine's notes are not.
    @Test func oneThatCannotBeRecordedIsThereAllTheSame() async throws {
        let machine = try await StoredMachine(Self.files)
        let record = machine.folder.file("root/var/lib/landfall/demo/backups/record.json")
        try FileManager.default.createDirectory(atPath: record, withIntermediateDirectories: true)
        let made = try await machine.run("backup")
        #expect(made.status != 0)
        #expect(
            made.lastLines.contains { $0.contains("is whole and in ") && $0.contains("cannot be recorded") },
            "\(made.lastLines)")
        #expect(try await machine.backups().values.map { $0 } == [true])
        #expect(!FileManager.default.fileExists(atPath: waiting(machine)))
        let wrong = try await machine.run("backup", "configure", "--repository", "")
        #expect(wrong.status == 64, "\(wrong.lastLines)")
        try await machine.takeAway()
    }

    private func size(_ name: String, in folder: String, _ machine: StoredMachine) -> Int {
        let path = machine.folder.file("\(folder)/\(name)")
        return (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
    }

    /// The key and the access keys are in no argument and no output.
    @Test func secretsStayOutOfArguments() async throws {
        let machine = try await StoredMachine(Self.files)
        try machine.folder.write(
            "bin/restic",
            """
            #!/bin/sh
            tr '\\0' ' ' </proc/$$/cmdline >>\(machine.folder.file("seen"))
            exec \(try #require(Tool.path(of: "restic"))) "$@"
            """, mode: 0o755)
        try machine.folder.write("keys", "AWS_SECRET_ACCESS_KEY=verysecret\n", mode: 0o600)
        let path = "\(machine.folder.file("bin")):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
        let flags = ["--repository", machine.folder.file("repository"), "--keys", machine.folder.file("keys")]
        let root = ["--root", machine.folder.file("root")]
        for arguments in [["backup", "configure"] + flags, ["backup"], ["restore"]] {
            let result = try await Command(machine.binary, arguments + root, environment: ["PATH": path]).run()
            #expect(result.status == 0, "\(result.lastLines)")
            #expect(!result.lastLines.joined().contains("verysecret"))
        }
        let text = try machine.folder.read("root/var/lib/landfall/demo/secrets.json")
        let key = try #require(text.firstMatch(of: /"backups.key": "([^"]+)"/)).1
        let seen = try machine.folder.read("seen")
        #expect(seen.contains("backup") && !seen.contains("verysecret") && !seen.contains(key))
        try await machine.takeAway()
    }
}
