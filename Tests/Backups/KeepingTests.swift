import Foundation
import Host
import Plan
import TestSupport
import Testing

@testable import Backups

/// What becomes of backups later: which stay, how old the newest is, and whether the repository is whole.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct KeepingTests {
    private static let backups = "root/var/lib/landfall/demo/backups/"

    private func machine(_ keep: Backup.Retention = .init()) async throws -> StoredMachine {
        try await StoredMachine([.files]) { $0.backup.keep = keep }
    }

    @Test func olderOnesAreRemovedAndNobodyElses() async throws {
        let machine = try await machine(.init(last: 0, daily: 2, weekly: 0, monthly: 0))
        try #require(try await machine.run("backup").status == 0)
        for day in 1...4 {
            let tags = ["--tag", "landfall", "--tag", "2026010\(day)T040000Z", "--tag", "verified"]
            let time = "2026-01-0\(day) 04:00:00"
            try await machine.restic(["backup", "--host", "demo", "--time", time] + tags + [machine.binary])
        }
        // Another machine's, and another program's.
        try await machine.restic(["backup", "--host", "other", "--tag", "landfall", "--tag", "x", machine.binary])
        try await machine.restic(["backup", "--host", "demo", "--tag", "mine", machine.binary])
        let made = try await machine.run("backup")
        #expect(made.status == 0, "\(made.lastLines)")
        let removed =
            "Removed older backups, as `keep` in app.yaml says: 20260101T040000Z, 20260102T040000Z, 20260103T040000Z"
        #expect(made.lastLines.contains { $0.hasPrefix(removed) }, "\(made.lastLines)")
        let left = try await machine.backups().keys.sorted()
        #expect(left.count == 2 && left.first == "20260104T040000Z", "\(left)")
        let all = try await machine.restic("snapshots", "--json").lastLines.joined()
        #expect(all.contains("\"other\"") && all.contains("\"mine\""))
        try await machine.restic("check", "--read-data")
        try await machine.takeAway()
    }

    @Test func theNewestThatWasRestoredStays() async throws {
        let machine = try await machine(.init(last: 1, daily: 0, weekly: 0, monthly: 0))
        try #require(try await machine.run("backup").status == 0)
        let good = try #require(try await machine.backups().keys.first)
        for _ in 1...2 {
            // A name has seconds.
            try await eventually { try await !machine.backups().keys.contains(now()) }
            try #require(try await machine.run("backup", "--no-verify").status == 0)
        }
        let left = try await machine.backups()
        #expect(left.count == 2 && left[good] == true, "\(left)")
        try await machine.takeAway()
    }

    private func now() -> String { (Timestamp.now.iso8601 ?? "").filter { $0 != ":" && $0 != "-" } }

    @Test func withAClockThatWasWrongNothingIsRemoved() async throws {
        let machine = try await machine(.init(last: 1, daily: 0, weekly: 0, monthly: 0))
        try #require(try await machine.run("backup").status == 0)
        let tags = ["--tag", "landfall", "--tag", "20990101T040000Z", "--tag", "verified"]
        try await machine.restic(
            ["backup", "--host", "demo", "--time", "2099-01-01 04:00:00"] + tags + [machine.binary])
        let made = try await machine.run("backup")
        #expect(made.status == 0 && made.lastLines.contains { $0.contains("20990101T040000Z is from the future") })
        #expect(try await machine.backups().count >= 2)
        try await machine.takeAway()
    }

    /// restic in the machine's PATH is a script, with the real one as `$real`.
    private func run(_ machine: StoredMachine, _ arguments: [String], restic script: String) async throws
        -> CommandResult
    {
        let real = try #require(Tool.path(of: "restic"))
        try machine.folder.write("bin/restic", "#!/bin/sh\nreal=\(real)\n\(script)\n", mode: 0o755)
        let path = "\(machine.folder.file("bin")):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
        let root = ["--root", machine.folder.file("root")]
        return try await Command(machine.binary, arguments + root, environment: ["PATH": path]).run()
    }

    @Test func aPruneThatIsKilledDoesNoHarm() async throws {
        let machine = try await machine(.init(last: 1, daily: 0, weekly: 0, monthly: 0))
        try #require(try await machine.run("backup").status == 0)
        try await machine.shell("web", "head --bytes=20M /dev/urandom >/srv/random")
        let locks = machine.folder.file(Self.backups + "repository/locks")
        let killed = try await run(
            machine, ["backup"],
            restic: """
                [ "$1" = prune ] || exec "$real" "$@"
                "$real" "$@" </dev/stdin & process=$!
                while kill -0 $process && [ -z "$(ls \(locks))" ]; do :; done
                kill -KILL $process
                exit 137
                """)
        #expect(killed.status == 0, "\(killed.lastLines)")
        #expect(killed.lastLines.contains { $0.contains("older backups are not removed") }, "\(killed.lastLines)")
        let next = try await machine.run("backup")
        #expect(next.status == 0, "\(next.lastLines)")
        try await machine.restic("check", "--read-data")
        try await machine.takeAway()
    }

    @Test func copiesThatWaitAreListedRestoredAndSent() async throws {
        let machine = try await machine(.init(last: 9, daily: 0, weekly: 0, monthly: 0))
        try #require(try await machine.run("backup").status == 0)
        let (place, away) = (machine.folder.file(Self.backups + "repository"), machine.folder.file("away"))
        try machine.folder.write(
            Self.backups + "repository.json", "{\"format\": 1, \"repository\": \"\(away)\", \"environment\": {}}")
        for text in ["one", "two"] {
            try await machine.shell("web", "echo \(text) >/srv/text")
            try await eventually { !machine.folder.files.contains { $0.contains("waiting/\(now())/") } }
            let made = try await machine.run("backup")
            #expect(made.status == 69, "\(made.lastLines)")
        }
        let list = try await machine.run("restore", "--list")
        #expect(list.lastLines.filter { $0.hasSuffix("restored and compared, waits on this machine") }.count == 2)
        try await machine.shell("web", "rm /srv/text")
        let restored = try await machine.run("restore")
        #expect(restored.status == 0, "\(restored.lastLines)")
        #expect(try await machine.shell("web", "cat /srv/text") == ["two"])

        try FileManager.default.moveItem(atPath: place, toPath: away)
        let sent = try await machine.run("backup")
        #expect(sent.status == 0, "\(sent.lastLines)")
        #expect(sent.lastLines.filter { $0.hasPrefix("Sending the backup") }.count == 2)
        #expect(!FileManager.default.fileExists(atPath: machine.folder.file(Self.backups + "waiting")))
        #expect(try await machine.backups().count == 4)
        try await machine.takeAway()
    }

    @Test func theRepositoryIsReadBackInTurns() async throws {
        // None is removed, and the pack that is damaged stays in use.
        let machine = try await machine(.init(last: 9, daily: 0, weekly: 0, monthly: 0))
        let made = try await machine.run("backup", "--check")
        #expect(made.status == 0 && made.lastLines.contains("Reading part 1 of 14 of the repository and checking it…"))
        let record = Self.backups + "record.json"
        #expect(try machine.folder.read(record).contains("\"nextPart\": 2"))
        #expect(mode(of: machine.folder.file(record)) == 0o600)
        // A flipped bit in the part that is next.
        let packs = machine.folder.files.filter { $0.hasPrefix(Self.backups + "repository/data/") }
        let pack = try #require(packs.max { size($0, machine) < size($1, machine) })
        let id = try #require(pack.split(separator: "/").last)
        let part = try #require(Int(id.prefix(2), radix: 16)) % 14 + 1
        try machine.folder.write(
            record, try machine.folder.read(record).replacing("\"nextPart\": 2", with: "\"nextPart\": \(part)"),
            mode: 0o600)
        try flip(machine.folder.file(pack))
        let damaged = try await machine.run("backup", "--check")
        #expect(
            damaged.status == 65 && damaged.lastLines.contains { $0.contains("is damaged") }, "\(damaged.lastLines)")
        let doctor = try await machine.run("doctor")
        #expect(doctor.status == 69 && doctor.lastLines.contains { $0.hasPrefix("FAIL  backup repository: ") })
        try flip(machine.folder.file(pack))
        let whole = try await machine.run("backup", "--check")
        #expect(whole.status == 0, "\(whole.lastLines)")
        #expect(try machine.folder.read(record).contains("\"nextPart\": \(part % 14 + 1)"))
        #expect(try await !machine.run("doctor").lastLines.contains { $0.contains("backup repository") })
        try await machine.takeAway()
    }

    private func size(_ file: String, _ machine: StoredMachine) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: machine.folder.file(file))
        return attributes?[.size] as? Int ?? 0
    }

    private func flip(_ path: String) throws {
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[20] ^= 1
        chmod(path, 0o600)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    @Test func itsAgeIsTold() async throws {
        let machine = try await StoredMachine([.files]) { $0.backup.schedule = "daily" }
        func status() async throws -> String { try await machine.run("status").lastLines.joined(separator: "\n") }
        #expect(try await status().contains("no backup was made yet"))
        #expect(try await machine.run("motd").lastLines.contains { $0.hasPrefix("Backups: no backup was made yet") })
        let doctor = try await machine.run("doctor")
        #expect(doctor.lastLines.contains { $0.hasPrefix("WARN  backup: no backup") }, "\(doctor.lastLines)")
        try #require(try await machine.run("backup").status == 0)
        #expect(try await status().contains("demo: the newest backup is less than 2 minutes old"))
        #expect(try await machine.run("doctor").lastLines.contains { $0.hasPrefix("PASS  backup: ") })
        let record = try machine.folder.read(Self.backups + "record.json")
        for (days, words) in [
            (-2, "the newest backup is 2 days old"), (-4, "4 days old; `journalctl"), (9, "from the future"),
        ] {
            let at = Int(Timestamp.now.seconds) + days * 86400
            let other = record.replacing(/"at": [0-9.e+]+/, with: "\"at\": \(at)")
            try machine.folder.write(Self.backups + "record.json", other, mode: 0o600)
            #expect(try await status().contains(words))
        }
        let json = try await machine.run("status", "--json").lastLines.joined()
        #expect(json.contains("\"verdict\": \"future\""), "\(json)")
        try await machine.takeAway()
    }
}

@Suite struct BackupAgeTests {
    @Test(arguments: [
        (nil, 7), ("daily", 3), ("weekly", 15), ("monthly", 63), ("04:00", 3), ("Mon 04:00", 15),
        ("Mon..Fri 04:00", 15),
        ("*-*-01 04:00", 63), ("*-*-* 04:00", 3),
    ])
    func itMayBeTwoPeriodsAndADayOld(schedule: String?, days: Int) {
        #expect(BackupAge.limit(schedule) == days * 86_400)
    }
}
