import Foundation
import Host
import Plan
import TestSupport
import Testing

/// Faults of disks, clocks, keys and archives, on a real machine.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct FaultTests {
    private func backups(_ machine: StoredMachine) -> String {
        machine.folder.file("root/var/lib/landfall/demo/backups")
    }

    /// Runs `body` where backups are made on a small disk.
    private func onSmallDisk(_ machine: StoredMachine, _ body: (String) async throws -> Void) async throws {
        let folder = backups(machine)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let mounted = try await Command("mount", ["-t", "tmpfs", "-o", "size=400m", "tmpfs", folder]).run()
        try #require(mounted.succeeded, "\(mounted.lastLines)")
        do { try await body(folder) } catch {
            _ = try await Command("umount", ["--lazy", folder]).run()
            throw error
        }
        #expect(try await Command("umount", [folder]).run().succeeded)
    }

    /// Another program takes all the room that was there when the backup began.
    private func fill(_ folder: String) async throws {
        _ = try await Command("dd", ["if=/dev/zero", "of=\(folder)/full", "bs=1M"]).run()
    }

    @Test(.enabled(if: geteuid() == 0, "mounts a small file system")) func theDiskIsFullInMidDump() async throws {
        let machine = try await StoredMachine([.database("app")])
        try await machine.fill()
        try await machine.replace(
            "pg_dump",
            by: #"touch /tmp/begun; until test -e /tmp/go; do sleep 0.1; done; exec "$real" "$@""#)
        try await onSmallDisk(machine) { folder in
            let run = Task { try await machine.run("backup", "--to", machine.folder.file("out.tar.gz")) }
            try await eventually { try await !machine.shell("db", "ls /tmp/begun 2>/dev/null || true").isEmpty }
            try await fill(folder)
            try await machine.shell("db", "touch /tmp/go")
            let result = try await run.value
            let text = result.lastLines.joined(separator: "\n")
            #expect(result.status == 69 && text.contains("no space left on device"), "\(text)")
            #expect(!machine.folder.files.contains { $0.contains("out.tar.gz") })
            #expect(try await machine.leftovers() == [])
            // The app does not notice.
            #expect(try await machine.sql("SELECT count(*) FROM items") == ["5000"])
            try FileManager.default.removeItem(atPath: folder + "/full")
            let next = try await machine.run("backup", "--to", machine.folder.file("out.tar.gz"))
            #expect(next.status == 0, "\(next.lastLines)")
        }
        try await machine.takeAway()
    }

    @Test(.enabled(if: geteuid() == 0, "mounts a small file system")) func theDiskIsFullInMidRestore() async throws {
        let machine = try await StoredMachine([.files])
        try await machine.fill()
        try await machine.shell("web", "head -c 30000000 /dev/urandom >/srv/large")
        let file = machine.folder.file("out.tar.gz")
        try #require(try await machine.run("backup", "--to", file).status == 0)
        try await machine.shell("web", "echo later >/srv/later")
        try await onSmallDisk(machine) { folder in
            try machine.folder.write(
                "bin/gzip",
                """
                #!/bin/sh
                # The second reading is the one that unpacks.
                if test -e \(folder)/making/tree/volumes; then
                    echo >>\(machine.folder.file("readings"))
                    test $(wc -l <\(machine.folder.file("readings"))) -lt 2 || dd if=/dev/zero of=\(folder)/full bs=1M 2>/dev/null
                fi
                exec \(try #require(Tool.path(of: "gzip"))) "$@"
                """, mode: 0o755)
            let path = "\(machine.folder.file("bin")):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
            let result = try await Command(
                machine.binary, ["restore", file, "--root", machine.folder.file("root")], environment: ["PATH": path]
            ).run()
            #expect(result.status == 69, "\(result.lastLines)")
            #expect(result.lastLines.contains { $0.lowercased().contains("no space") }, "\(result.lastLines)")
            #expect(try await machine.shell("web", "cat /srv/later") == ["later"])
            #expect(try await machine.leftovers() == [])
        }
        try await machine.takeAway()
    }

    /// Runs restic on the machine's own repository.
    private func restic(_ machine: StoredMachine, _ arguments: String..., key: String? = nil) async throws -> [String] {
        struct File: Decodable { var values: [String: String] }
        let text = try machine.folder.read("root/var/lib/landfall/demo/secrets.json")
        let own = try JSONDecoder().decode(File.self, from: Data(text.utf8)).values["backups.key"]
        let environment = ["RESTIC_PASSWORD": key ?? own, "RESTIC_REPOSITORY": backups(machine) + "/repository"]
        let result = try await Command("restic", arguments, environment: environment).run()
        try #require(result.status == 0, "\(result.lastLines)")
        return result.lastLines
    }

    /// The names of the backups, the oldest first.
    private func names(_ machine: StoredMachine) async throws -> [String] {
        let list = try await machine.run("restore", "--list")
        try #require(list.status == 0, "\(list.lastLines)")
        return list.lastLines.compactMap { $0.firstMatch(of: #/^  (\d{8}T\d{6}Z)  /#).map { String($0.1) } }
    }

    /// A backup that was made while the clock was a year ahead would be the newest one for a year.
    @Test func aClockThatWasAYearAheadDoesNotHideNewerBackups() async throws {
        let machine = try await StoredMachine([.files])
        try await machine.shell("web", "echo ahead >/srv/when")
        try #require(try await machine.run("backup").status == 0)
        let first = try #require(try await names(machine).first)
        let ahead = "\(try #require(Int(first.prefix(4))) + 1)\(first.dropFirst(4))"
        _ = try await restic(machine, "tag", "--remove", first, "--add", ahead, "latest")
        try await machine.shell("web", "echo now >/srv/when")
        try #require(try await machine.run("backup").status == 0)
        try await machine.shell("web", "echo spoiled >/srv/when")
        let restored = try await machine.run("restore")
        #expect(restored.status == 0, "\(restored.lastLines)")
        #expect(restored.lastLines.contains { $0.contains("passed over \(ahead)") }, "\(restored.lastLines)")
        #expect(try await machine.shell("web", "cat /srv/when") == ["now"])
        // By its name it can be had.
        let named = try await machine.run("restore", ahead)
        #expect(named.status == 0, "\(named.lastLines)")
        #expect(try await machine.shell("web", "cat /srv/when") == ["ahead"])
        try await machine.takeAway()
    }

    /// The clock of a machine without a battery begins long ago.
    @Test func aClockThatIsAYearBehindFindsTheNewestBackup() async throws {
        let machine = try await StoredMachine([.files])
        for year in ["2098", "2099"] {
            try await machine.shell("web", "echo \(year) >/srv/when")
            try #require(try await machine.run("backup").status == 0)
            let name = try #require(try await names(machine).first { !$0.hasPrefix("209") })
            _ = try await restic(machine, "tag", "--remove", name, "--add", "\(year)0101T000000Z", "latest")
        }
        try await machine.shell("web", "echo spoiled >/srv/when")
        let restored = try await machine.run("restore")
        #expect(restored.status == 0, "\(restored.lastLines)")
        #expect(try await machine.shell("web", "cat /srv/when") == ["2099"])
        try await machine.takeAway()
    }

    @Test func aRepositoryWithAnotherKeyIsNotWrittenTo() async throws {
        let machine = try await StoredMachine([.files])
        try #require(try await machine.run("backup").status == 0)
        let repository = backups(machine) + "/repository"
        try FileManager.default.removeItem(atPath: repository)
        _ = try await restic(machine, "init", key: "other")
        let refused = try await machine.run("restore")
        #expect(refused.status == 65, "\(refused.lastLines)")
        #expect(refused.lastLines.contains { $0.contains("has another recovery key") }, "\(refused.lastLines)")
        let failed = try await machine.run("backup")
        #expect(failed.status == 69, "\(failed.lastLines)")
        #expect(failed.lastLines.contains { $0.contains("the backup stays on this machine") }, "\(failed.lastLines)")
        #expect(FileManager.default.fileExists(atPath: backups(machine) + "/waiting"))
        #expect(try await machine.leftovers() == [])
        try await machine.takeAway()
    }

    /// What leads out of a folder, or is no file, is refused before anything is written.
    @Test func aHostileArchiveWritesNothing() async throws {
        let machine = try await StoredMachine([.files])
        try await machine.fill()
        let good = machine.folder.file("good.tar.gz")
        try #require(try await machine.run("backup", "--to", good, "--no-verify").status == 0)
        let evil = machine.folder.file("evil.tar.gz")
        let members = [
            ("../../escaped", "REGTYPE", ""), ("\(machine.folder.file("escaped"))", "REGTYPE", ""),
            ("dumps/link", "SYMTYPE", "/etc/passwd"), ("dumps/link", "LNKTYPE", "manifest.json"),
            ("dumps/disk", "BLKTYPE", ""), ("dumps/tty", "CHRTYPE", ""), ("dumps/pipe", "FIFOTYPE", ""),
            ("stack/../../../escaped", "REGTYPE", ""), ("manifest.json", "REGTYPE", ""),
        ]
        for (name, type, link) in members {
            let script = """
                import io, tarfile
                old = tarfile.open("\(good)")
                new = tarfile.open("\(evil)", "w:gz", format=tarfile.PAX_FORMAT)
                for m in old: new.addfile(m, old.extractfile(m) if m.isfile() else None)
                i = tarfile.TarInfo("\(name)")
                i.type, i.linkname, i.size = tarfile.\(type), "\(link)", 1 if tarfile.\(type) == tarfile.REGTYPE else 0
                new.addfile(i, io.BytesIO(b"x"))
                new.close()
                """
            let made = try #require(Tool("python3")).run(["-c", script])
            try #require(made.status == 0, "\(made.output)")
            let result = try await machine.run("restore", evil)
            #expect(result.status == 65, "\(name) \(type): \(result.lastLines)")
            #expect(!machine.folder.files.contains { $0.hasSuffix("escaped") }, "\(name)")
            #expect(try await machine.leftovers() == [])
        }
        #expect(try await machine.shell("web", "cat /srv/hard") == ["text"])
        #expect(try await machine.run("restore", good).status == 0)
        try await machine.takeAway()
    }
}
