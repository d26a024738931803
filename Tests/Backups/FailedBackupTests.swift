import Foundation
import Host
import Plan
import TestSupport
import Testing

/// What looks like a success elsewhere and is none: each is made with a real PostgreSQL.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct FailedBackupTests {
    private static let database = [Backup.Item.database("app")]

    /// Backs up, and expects a failure that says why and leaves nothing.
    private func expectFailure(
        of machine: StoredMachine, saying words: String, code: Int32 = 69,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let result = try await machine.run("backup", "--to", machine.folder.file("out.tar.gz"))
        let text = result.lastLines.joined(separator: "\n")
        #expect(result.status == code && text.contains(words), "\(text)", sourceLocation: sourceLocation)
        #expect(try !text.contains(machine.key), sourceLocation: sourceLocation)
        #expect(!machine.folder.files.contains { $0.contains("out.tar.gz") }, sourceLocation: sourceLocation)
        #expect(try await machine.leftovers() == [], sourceLocation: sourceLocation)
    }

    @Test func anEmptyDatabase() async throws {
        let machine = try await StoredMachine(Self.database)
        try await expectFailure(of: machine, saying: "there is no table in app")
        try await machine.takeAway()
    }

    @Test func aDatabaseThatIsNotThere() async throws {
        let machine = try await StoredMachine([.database("other")])
        try await expectFailure(of: machine, saying: "database \"other\" does not exist")
        try await machine.takeAway()
    }

    @Test func aStoppedService() async throws {
        let machine = try await StoredMachine(Self.database)
        try await machine.fill()
        _ = try await RealEngine.lines("stop", machine.container("db"))
        try await expectFailure(of: machine, saying: "the service db is exited")
        try await machine.takeAway()
    }

    @Test func aTruncatedDump() async throws {
        let machine = try await StoredMachine(Self.database)
        try await machine.fill()
        try await machine.replace("pg_dump", by: #""$real" "$@" | head --bytes=40000"#)
        try await expectFailure(of: machine, saying: "the copy of the database app cannot be loaded")
        try await machine.takeAway()
    }

    @Test func aDumpWithoutRows() async throws {
        let machine = try await StoredMachine(Self.database)
        try await machine.fill()
        try await machine.replace("pg_dump", by: #"exec "$real" --exclude-table-data=items "$@""#)
        try await expectFailure(of: machine, saying: "public.items: 5000 before, 0 after")
        try await machine.takeAway()
    }

    @Test func aDatabaseThatIsKilledInMidDump() async throws {
        let machine = try await StoredMachine(Self.database)
        try await machine.fill()
        // The server runs as process 1 of its container.
        try await machine.replace(
            "pg_dump", by: #""$real" "$@" | { head --bytes=1000; kill -KILL -1; cat; }"#)
        try await expectFailure(of: machine, saying: "pg_dump of the database app failed")
        try await machine.takeAway()
    }

    @Test func aWrongPassword() async throws {
        let machine = try await StoredMachine(Self.database)
        try await machine.fill()
        // The image trusts whoever comes through the socket. This one asks.
        try await machine.shell(
            "db", "sed -i 's/trust$/scram-sha-256/' /var/lib/postgresql/data/pg_hba.conf && kill -HUP 1")
        let file = machine.folder.file("right.tar.gz")
        let right = try await machine.run("backup", "--to", file)
        #expect(right.status == 0, "\(right.lastLines)")
        let refusals = { try await machine.shell("db", "psql -wU app -c 'SELECT 1' app 2>&1 || true").joined() }
        #expect(try await refusals().contains("no password supplied"))
        let other = "PGPASSWORD=$POSTGRES_PASSWORD psql -U app -c \"ALTER USER app PASSWORD 'another'\" app"
        try await machine.shell("db", other)
        try await expectFailure(of: machine, saying: "password authentication failed")
        try await machine.takeAway()
    }

    @Test func twoAtOnce() async throws {
        let machine = try await StoredMachine(Self.database)
        try await machine.fill()
        try await machine.replace(
            "pg_dump",
            by: #"touch /tmp/begun; until test -e /tmp/go; do sleep 0.1; done; exec "$real" "$@""#)
        let first = Task { try await machine.run("backup", "--to", machine.folder.file("first.tar.gz")) }
        try await eventually { try await !machine.shell("db", "ls /tmp/begun 2>/dev/null || true").isEmpty }
        let second = try await machine.run("backup", "--to", machine.folder.file("second.tar.gz"))
        #expect(second.status == 75, "\(second.lastLines)")
        #expect(second.lastLines.contains("error: another run is working on Demo"), "\(second.lastLines)")
        try await machine.shell("db", "touch /tmp/go")
        let result = try await first.value
        #expect(result.status == 0, "\(result.lastLines)")
        try await machine.takeAway()
    }

    /// A rollout that ends just before must not leave this run with older secrets.
    @Test(.enabled(if: Tool.isInstalled("strace"), "`make setup` installs strace"))
    func theStateIsReadUnderTheLock() async throws {
        let machine = try await StoredMachine(Self.database)
        try await machine.fill()
        let (root, trace) = (machine.folder.file("root"), machine.folder.file("trace"))
        for verb in [["backup"], ["restore"], ["backup", "configure", "--repository", machine.folder.file("other")]] {
            let options = ["-f", "--quiet=all", "-o", trace, "-e", "trace=openat,flock,connect"]
            let result = try await Command("strace", options + [machine.binary] + verb + ["--root", root]).run()
            #expect(result.status == 0, "\(result.lastLines)")
            let calls = try machine.folder.read("trace").split(separator: "\n")
            let locked = calls.drop { !$0.contains("flock(") }
            let read = locked.prefix { !$0.contains("connect(") }
            for file in ["state.json", "secrets.json"] {
                #expect(read.contains { $0.contains(file) }, "\(verb) \(file)")
            }
        }
        try await machine.takeAway()
    }

    /// `docker exec` ends alone: the program in the container must be ended too.
    @Test func oneThatIsStoppedEndsItsDump() async throws {
        let machine = try await StoredMachine(Self.database)
        try await machine.fill()
        // The server makes it wait.
        let lock = "BEGIN; LOCK TABLE items; SELECT pg_sleep(600);"
        let psql = ["exec", machine.container("db"), "psql", "-U", "app", "-d", "app", "-c", lock]
        let holder = Task { try await Command("docker", psql).run() }
        let waits = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'landfall-backup'"
        let run = Process()
        run.executableURL = URL(fileURLWithPath: machine.binary)
        run.arguments = ["backup", "--root", machine.folder.file("root"), "--to", machine.folder.file("a.tar.gz")]
        let output = Pipe()
        run.standardError = output
        let locks = "SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock'"
        try await eventually { try await machine.sql(locks) != [] }
        try run.run()
        try await eventually { try await machine.sql(waits) == ["2"] }
        kill(run.processIdentifier, SIGINT)
        run.waitUntilExit()
        let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        #expect(run.terminationStatus == 130, "\(text)")
        #expect(text.contains("error: stopped: there is no new backup, and the app runs on"), "\(text)")
        try await eventually { try await machine.sql(waits) == ["0"] }
        #expect(try await machine.leftovers() == [])
        try await machine.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' "
                + "AND pid <> pg_backend_pid()")
        _ = try await holder.value
        try await machine.takeAway()
    }

    @Test func aRunThatIsKilledIsClearedAwayByTheNext() async throws {
        let machine = try await StoredMachine(Self.database)
        try await machine.fill()
        // In the restore, when there are a container and a volume, too.
        let run = Process()
        run.executableURL = URL(fileURLWithPath: machine.binary)
        run.arguments = ["backup", "--root", machine.folder.file("root"), "--to", machine.folder.file("first.tar.gz")]
        try run.run()
        let label = "label=landfall.trial=\(machine.project)"
        try await eventually { try await !RealEngine.lines("ps", "--quiet", "--filter", label).isEmpty }
        kill(run.processIdentifier, SIGKILL)
        run.waitUntilExit()
        #expect(try await machine.leftovers().count == 3)
        let next = try await machine.run("backup", "--to", machine.folder.file("next.tar.gz"))
        #expect(next.status == 0, "\(next.lastLines)")
        #expect(try await machine.leftovers() == [])
        try await machine.takeAway()
    }

    @Test(.enabled(if: geteuid() == 0, "mounts a small file system")) func tooLittleRoomIsForeseen() async throws {
        let machine = try await StoredMachine(Self.database)
        try await machine.fill()
        let backups = machine.folder.file("root/var/lib/landfall/demo/backups")
        try FileManager.default.createDirectory(atPath: backups, withIntermediateDirectories: true)
        let mounted = try await Command("mount", ["-t", "tmpfs", "-o", "size=128m", "tmpfs", backups]).run()
        try #require(mounted.succeeded, "\(mounted.lastLines)")
        try await expectFailure(of: machine, saying: "there is too little room for a backup; nothing was started")
        #expect(try await Command("umount", [backups]).run().succeeded)
        try await machine.takeAway()
    }
}
