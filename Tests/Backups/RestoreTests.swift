import Foundation
import Host
import Plan
import TestSupport
import Testing

/// Backups of a real PostgreSQL and a real volume, brought back.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct RestoreTests {
    private static let everything: [Backup.Item] = [.database("app"), .files]

    /// What the app has: rows, a sequence, settings, rights, and each file with its attributes.
    private func content(_ machine: StoredMachine) async throws -> [String] {
        let rows = try await machine.sql(
            """
            SELECT md5(string_agg(i::text, ';' ORDER BY id)) FROM items i;
            SELECT last_value FROM items_id_seq;
            SELECT count(*) FROM "odd ""name"" of; it";
            SELECT setconfig FROM pg_db_role_setting;
            SELECT twice(21);
            SELECT convert_from(lo_get(oid), 'UTF8') FROM pg_largeobject_metadata;
            SELECT has_table_privilege('reader', 'items', 'SELECT');
            """)
        let files = try await machine.shell(
            "web",
            "cd /srv && find . -printf '%p %y %m %U %G %n %l %T@ %s\\n' | sort && cat hard folder/numbers | md5sum")
        return rows + files
    }

    private func spoil(_ machine: StoredMachine) async throws {
        try await machine.sql("DELETE FROM items; DROP FUNCTION twice; CREATE TABLE later (a int)")
        try await machine.shell("web", "rm -r /srv/folder; echo other >/srv/hard; echo new >/srv/later")
    }

    private func oldVolumes(_ machine: StoredMachine) async throws -> [String] {
        try await RealEngine.lines("volume", "ls", "--quiet").filter { Self.isOld($0, machine) }
    }

    private static func isOld(_ volume: String, _ machine: StoredMachine) -> Bool {
        volume.hasPrefix(machine.project) && volume.contains("_old-")
    }

    @Test(arguments: [false, true]) func everythingComesBack(fromFile: Bool) async throws {
        let machine = try await StoredMachine(Self.everything)
        try await machine.fill()
        let before = try await content(machine)
        let file = machine.folder.file("out.tar.gz")
        let made = fromFile ? try await machine.run("backup", "--to", file) : try await machine.run("backup")
        try #require(made.status == 0, "\(made.lastLines)")
        try await spoil(machine)
        let spoiled = try await machine.shell("web", "ls /srv")

        let restored = fromFile ? try await machine.run("restore", file) : try await machine.run("restore")
        #expect(restored.status == 0, "\(restored.lastLines)")
        #expect(try await content(machine) == before)
        #expect(try await machine.leftovers() == [])
        // What was in use is whole and kept.
        let old = try await oldVolumes(machine)
        #expect(old.count == 2, "\(old)")
        let kept = try #require(old.first { $0.contains("_files_") })
        let listing = try await RealEngine.lines(
            "run", "--rm", "--volume", "\(kept):/old:ro", "--entrypoint", "ls", "postgres:17", "/old")
        #expect(listing == spoiled)
        #expect(try await machine.run("restore", "--drop-old").status == 0)
        #expect(try await oldVolumes(machine) == [])
        #expect(try await content(machine) == before)
        try await machine.takeAway()
    }

    /// A server's databases share a folder. Those that the backup lacks are not set aside without a word.
    @Test func aRestoreOfOneDatabaseNamesTheOthers() async throws {
        let machine = try await StoredMachine([.database("app")])
        try await machine.fill()
        try await machine.sql("CREATE DATABASE second; CREATE DATABASE bare")
        try await machine.sql("CREATE TABLE rows AS SELECT 7 a", of: "second")
        try #require(try await machine.run("backup").status == 0)
        let refused = try await machine.run("restore")
        let text = refused.lastLines.joined(separator: "\n")
        #expect(refused.status == 64 && text.contains("databases that are not in the backup: second\n"), "\(text)")
        #expect(try await machine.sql("SELECT a FROM rows", of: "second") == ["7"])
        let allowed = try await machine.run("restore", "--set-aside-others")
        #expect(allowed.status == 0, "\(allowed.lastLines)")
        #expect(try await machine.sql("SELECT datname FROM pg_database WHERE datname = 'second'") == [])
        #expect(try await oldVolumes(machine).count == 1)
        // Nobody can say what a server has that does not run.
        _ = try await RealEngine.lines("stop", machine.container("db"))
        let unknown = try await machine.run("restore")
        #expect(unknown.status == 69, "\(unknown.lastLines)")
        try await machine.takeAway()
    }

    @Test func oneItemAlone() async throws {
        let machine = try await StoredMachine(Self.everything)
        try await machine.fill()
        let before = try await machine.sql("SELECT count(*) FROM items")
        try #require(try await machine.run("backup").status == 0)
        try await spoil(machine)
        let wrong = try await machine.run("restore", "--only", "nothing")
        #expect(
            wrong.status == 64 && wrong.lastLines.contains { $0.contains("it has db, files") }, "\(wrong.lastLines)")
        let restored = try await machine.run("restore", "--only", "db")
        #expect(restored.status == 0, "\(restored.lastLines)")
        #expect(try await machine.sql("SELECT count(*) FROM items") == before)
        #expect(try await machine.shell("web", "cat /srv/later") == ["new"])
        try await machine.takeAway()
    }

    /// The passwords in a database are those of its moment.
    @Test func theSecretsOfTheBackupComeBackWithIt() async throws {
        let machine = try await StoredMachine(Self.everything)
        try await machine.fill()
        try #require(try await machine.run("backup").status == 0)
        let (old, new) = (try machine.key, String(repeating: "ab", count: 16))
        // As a rotation does.
        try await machine.sql("ALTER USER app PASSWORD '\(new)'")
        let path = "root/var/lib/landfall/demo/secrets.json"
        try machine.folder.write(
            path, SealedText.sealed(try machine.folder.read(path).replacing(old, with: new)), mode: 0o600)
        try #require(try await machine.run("provision", "--console", "-").status == 0)
        #expect(try machine.folder.read("root/opt/demo/.env").contains(new))

        let restored = try await machine.run("restore")
        #expect(restored.status == 0, "\(restored.lastLines)")
        #expect(try machine.key == old)
        #expect(try machine.folder.read("root/opt/demo/.env").contains(old))
        let opens = try await machine.shell("db", "PGPASSWORD=\(old) psql -h 127.0.0.1 -U app -Atc 'SELECT 1' app")
        #expect(opens == ["1"])
        try await machine.takeAway()
    }

    @Test func ifTheAppDoesNotStartWhatWasInUseComesBack() async throws {
        let machine = try await StoredMachine(Self.everything)
        try await machine.fill()
        // A file of the backup with which the service ends.
        try await machine.shell("web", "touch /srv/poison")
        try #require(try await machine.run("backup").status == 0)
        try await machine.shell("web", "rm /srv/poison")
        try await spoil(machine)
        let (files, key) = (try await machine.shell("web", "find /srv | sort"), try machine.key)
        let restored = try await machine.run("restore")
        #expect(restored.status == 69, "\(restored.lastLines)")
        #expect(
            restored.lastLines.contains { $0.contains("the data that was in use is back") }, "\(restored.lastLines)")
        #expect(try await machine.shell("web", "find /srv | sort") == files)
        #expect(try await machine.sql("SELECT count(*) FROM later") == ["0"])
        #expect(try machine.key == key)
        #expect(try await oldVolumes(machine) == [])
        #expect(try await machine.leftovers() == [])
        try await machine.takeAway()
    }

    /// After a power cut the engine would start what restarts always, with half of the data exchanged.
    @Test func aRestoreThatIsKilledIsTakenBackByTheNextVerb() async throws {
        let web = StoredMachine.compose.replacing("stop_signal:", with: "restart: always\n    stop_signal:")
        let machine = try await StoredMachine(Self.everything, compose: web)
        func policy() async throws -> [String] {
            let format = "{{.HostConfig.RestartPolicy.Name}}"
            return try await RealEngine.lines("inspect", "--format", format, machine.container("web"))
        }
        try await machine.fill()
        try #require(try await machine.run("backup").status == 0)
        try await spoil(machine)
        let files = try await machine.shell("web", "find /srv | sort")
        let mountPoint = try await RealEngine.lines(
            "volume", "inspect", "--format", "{{.Mountpoint}}", "\(machine.project)_files")[0]
        let volumes = URL(fileURLWithPath: mountPoint).deletingLastPathComponent().deletingLastPathComponent().path
        let run = Process()
        run.executableURL = URL(fileURLWithPath: machine.binary)
        run.arguments = ["restore", "--root", machine.folder.file("root")]
        try run.run()
        let journal = machine.folder.file("root/var/lib/landfall/demo/restore.json")
        try await eventually(within: .seconds(120)) { FileManager.default.fileExists(atPath: journal) }
        // In mid-exchange, or shortly after it. Asking the engine for its volumes takes too long on a busy computer.
        try await eventually(within: .seconds(120)) {
            if try FileManager.default.contentsOfDirectory(atPath: volumes).contains(where: { Self.isOld($0, machine) })
            {
                return true
            }
            return !FileManager.default.fileExists(atPath: journal)
        }
        kill(run.processIdentifier, SIGKILL)
        run.waitUntilExit()
        try #require(FileManager.default.fileExists(atPath: journal), "killed too late")
        #expect(try await policy() == ["no"])
        let next = try await machine.run("start")
        #expect(next.status == 0, "\(next.lastLines)")
        #expect(try await policy() == ["always"])
        #expect(!FileManager.default.fileExists(atPath: journal))
        #expect(try await machine.shell("web", "find /srv | sort") == files)
        #expect(try await machine.sql("SELECT count(*) FROM later") == ["0"])
        let again = try await machine.run("restore")
        #expect(again.status == 0, "\(again.lastLines)")
        #expect(try await policy() == ["always"])
        #expect(try await machine.sql("SELECT count(*) FROM items") == ["5000"])
        try await machine.takeAway()
    }

    /// `docker compose down --volumes` leaves nothing that a restore could take away.
    @Test func afterDownWithItsVolumesItJustWorks() async throws {
        let machine = try await StoredMachine(Self.everything)
        try await machine.fill()
        let before = try await content(machine)
        try #require(try await machine.run("backup").status == 0)
        try await machine.takeAway()
        let restored = try await machine.run("restore")
        #expect(restored.status == 0, "\(restored.lastLines)")
        #expect(try await content(machine) == before)
        #expect(try await machine.leftovers() == [])
        try await machine.takeAway()
    }

    /// Ctrl-C while the database is loaded and the files are there already.
    @Test func oneThatIsStoppedLeavesEverythingAsItWas() async throws {
        let machine = try await StoredMachine(Self.everything)
        try await machine.fill()
        try #require(try await machine.run("backup").status == 0)
        try await spoil(machine)
        let (files, started) = (
            try await machine.shell("web", "find /srv | sort"),
            try await RealEngine.lines("inspect", "--format", "{{.State.StartedAt}}", machine.container("web"))
        )
        let run = Process()
        run.executableURL = URL(fileURLWithPath: machine.binary)
        run.arguments = ["restore", "--root", machine.folder.file("root")]
        let output = Pipe()
        run.standardError = output
        try run.run()
        let label = "label=landfall.trial=\(machine.project)"
        try await eventually(within: .seconds(120)) {
            try await !RealEngine.lines("ps", "-q", "--filter", label).isEmpty
        }
        kill(run.processIdentifier, SIGINT)
        run.waitUntilExit()
        let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        #expect(run.terminationStatus == 130 && text.contains("stopped: nothing was restored"), "\(text)")
        #expect(try await machine.leftovers() == [])
        let volume = try await RealEngine.lines(
            "volume", "inspect", "--format", "{{.Mountpoint}}", "\(machine.project)_files")
        #expect(!FileManager.default.fileExists(atPath: "\(volume[0].dropLast("/_data".count))/._data.restored"))
        #expect(try await machine.shell("web", "find /srv | sort") == files)
        #expect(
            try await RealEngine.lines("inspect", "--format", "{{.State.StartedAt}}", machine.container("web"))
                == started)
        try await machine.takeAway()
    }

    /// Access lists, attributes of users and capabilities are attributes of the kernel.
    @Test(.enabled(if: geteuid() == 0, "sets attributes")) func accessListsAndCapabilitiesComeBack() async throws {
        let machine = try await StoredMachine([.files])
        try await machine.shell("web", "cd /srv; mkdir d; for f in list user program; do echo $f >$f; done")
        let volume = try await RealEngine.lines(
            "volume", "inspect", "--format", "{{.Mountpoint}}", "\(machine.project)_files")[0]
        let python = { (script: String) in
            let result = try #require(Tool("python3")).run(["-c", "import os; os.chdir('\(volume)')\n" + script])
            try #require(result.status == 0, "\(result.output)")
            return result.output
        }
        let show = """
            for f in ['d', 'list', 'user', 'program']:
                print(f, sorted((n, os.getxattr(f, n).hex()) for n in os.listxattr(f)))
            """
        // Version 2: entries of owner, user 4711, group, mask, others. Capability: NET_BIND_SERVICE, effective.
        _ = try python(
            """
            acl = '02000000' + '01000600ffffffff' + '0200040067120000' + '04000400ffffffff' + '10000600ffffffff' \\
                + '20000000ffffffff'
            for f, n in [('list', 'access'), ('d', 'access'), ('d', 'default')]:
                os.setxattr(f, 'system.posix_acl_' + n, bytes.fromhex(acl))
            os.setxattr('user', 'user.note', b'mine\\0and yours')
            os.setxattr('program', 'security.capability', bytes.fromhex('0100000200040000000000000000000000000000'))
            """)
        let before = try python(show)
        #expect(before.contains("posix_acl_default") && before.contains("security.capability"), "\(before)")
        let file = machine.folder.file("out.tar.gz")
        let made = try await machine.run("backup", "--to", file)
        try #require(made.status == 0, "\(made.lastLines)")
        try await machine.shell("web", "rm -r /srv/*")
        let restored = try await machine.run("restore", file)
        #expect(restored.status == 0, "\(restored.lastLines)")
        #expect(try python(show) == before)
        try await machine.takeAway()
    }

    @Test func aFlippedBitIsFound() async throws {
        let machine = try await StoredMachine(Self.everything)
        try await machine.fill()
        let file = machine.folder.file("out.tar.gz")
        try #require(try await machine.run("backup", "--to", file).status == 0)
        try await spoil(machine)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        for place in [20, bytes.count / 2, bytes.count - 6] {
            bytes[place] ^= 0x10
            try machine.folder.write("flipped.tar.gz", bytes, mode: 0o600)
            let result = try await machine.run("restore", machine.folder.file("flipped.tar.gz"))
            #expect(result.status == 65, "\(place): \(result.lastLines)")
            bytes[place] ^= 0x10
        }
        #expect(try await machine.shell("web", "cat /srv/later") == ["new"])
        #expect(try await oldVolumes(machine) == [])
        #expect(try await machine.leftovers() == [])
        try await machine.takeAway()
    }
}
