import Foundation
import Plan
import TestSupport
import Testing

/// The room that the backup before an update takes is part of its check.
@Suite struct BackupRoomTests {
    /// A machine with a database larger than any disk, because most of its file is a hole.
    private func machine() async throws -> StandInMachine {
        let store = Backup.Store.sqlite(source: "./data", path: "app.db")
        let machine = try await StandInMachine(backup: [Backup.Item(name: "app", store: store)])
        try machine.folder.write("root/opt/demo/data/app.db", "")
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: machine.folder.file("root/opt/demo/data/app.db")))
        try file.truncate(atOffset: 1 << 42)
        try file.close()
        return machine
    }

    /// The next release backs up nothing: it is the one in use that makes the backup.
    @Test func aBackupThatHasNoRoomIsFoundOutByTheCheck() async throws {
        let machine = try await machine()
        let backups = machine.folder.file("root/var/lib/landfall/demo/backups")
        let wasThere = FileManager.default.fileExists(atPath: backups)
        let checked = try await machine.run("update", "--check", "--from", try machine.publish("2.0.0"))
        #expect(checked.status == 69, "\(checked.lastLines)")
        #expect(checked.lastLines.contains("  ok    backup"), "\(checked.lastLines)")
        #expect(checked.lastLines.contains("  FAIL  disk: there is too little room"), "\(checked.lastLines)")
        let parts = ["the repository 4.3 TB", "the backup's copies 4.3 TB", "their trial restore 4.3 TB"]
        #expect(
            checked.lastLines.contains { line in parts.allSatisfy { line.contains($0) } }, "\(checked.lastLines)")
        #expect(FileManager.default.fileExists(atPath: backups) == wasThere)
    }

    /// What another computer keeps takes no room here; a folder on another disk takes it there.
    @Test func onlyARepositoryOfThisComputerTakesRoom() async throws {
        let machine = try await machine()
        let settings = "root/var/lib/landfall/demo/backups/repository.json"
        let source = try machine.publish("2.0.0")
        for (repository, isHere) in [("sftp:a@backup.test:/b", false), ("/dev/shm/landfall", true)] {
            try machine.folder.write(
                settings, #"{"format":1,"repository":"\#(repository)","environment":{}}"#, mode: 0o600)
            let checked = try await machine.run("update", "--check", "--from", source)
            #expect(checked.lastLines.contains("  FAIL  disk: there is too little room"), "\(checked.lastLines)")
            let named = checked.lastLines.filter { $0.contains("the repository 4.3 TB") }
            #expect(named.count == (isHere ? 1 : 0), "\(checked.lastLines)")
            #expect(named.allSatisfy { $0.contains("/dev/shm: ") && !$0.contains("copies") }, "\(named)")
        }
    }

    @Test func withoutABackupItsRoomIsNotNeeded() async throws {
        let machine = try await machine()
        let source = try machine.publish("2.0.0")
        let checked = try await machine.run("update", "--check", "--no-backup", "--from", source)
        #expect(checked.status == 0 && checked.lastLines.contains("  ok    disk"), "\(checked.lastLines)")
        #expect(!checked.lastLines.contains("  ok    backup"), "\(checked.lastLines)")
    }

    @Test func whatCannotBeBackedUpIsFoundOutByTheCheck() async throws {
        let store = Backup.Store.path("./none")
        let machine = try await StandInMachine(backup: [Backup.Item(name: "files", store: store)])
        let checked = try await machine.run("update", "--check", "--from", try machine.publish("2.0.0"))
        #expect(checked.status == 69, "\(checked.lastLines)")
        #expect(checked.lastLines.contains { $0.hasPrefix("  FAIL  backup: there is no ") }, "\(checked.lastLines)")
    }
}
