import Emulator
import Foundation
import Host
import Plan
import Providers
import TestSupport
import Testing

/// A machine that is lost with all its data, and a new one that a backup brings back, with a real engine and database.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct RecoveryTests {
    private static let everything: [Backup.Item] = [.database("app"), .files]
    private static func more(_ plan: inout Plan) {
        plan.afterStart = [ServiceCommand(service: "web", run: ["sh", "-c", "echo first >>/srv/commands"])]
        plan.parameters = [
            Parameter(name: "domain", kind: .hostname, label: "Domain", isRequired: false, defaultValue: .fromHostname),
            Parameter(name: "motto", kind: .string, label: "Motto", isRequired: false),
        ]
        plan.backup.keep.last = 9
        plan.parameters += plan.backup.recoveryParameters
    }

    private static let state = "root/var/lib/landfall/demo/"

    private func content(_ machine: StoredMachine) async throws -> [String] {
        let rows = try await machine.sql(
            "SELECT md5(string_agg(i::text, ';' ORDER BY id)) FROM items i; SELECT last_value FROM items_id_seq;")
        let files =
            "cd /srv && find . -printf '%p %y %m %U %G %n %l %T@ %s\\n' | sort && cat hard folder/numbers | md5sum"
        return rows + (try await machine.shell("web", files))
    }

    /// A machine with data, a backup of it in a file, and what it held.
    private func backedUp() async throws -> (lost: StoredMachine, file: String, content: [String]) {
        let lost = try await StoredMachine(Self.everything, change: Self.more)
        try await lost.fill()
        let file = lost.folder.file("out.tar.gz")
        let made = try await lost.run("backup", "--to", file)
        try #require(made.status == 0, "\(made.lastLines)")
        return (lost, file, try await content(lost))
    }

    /// What a machine has that was not set up: nothing.
    private func expectNothing(
        on machine: StoredMachine, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let files = machine.folder.files.filter {
            $0.hasPrefix("root/") && !$0.hasPrefix("root/run/") && !$0.hasSuffix("/lock")
        }
        #expect(files == ["root/etc/machine-id"], sourceLocation: sourceLocation)
        let volumes = try await RealEngine.lines("volume", "ls", "--quiet").filter { $0.hasPrefix(machine.project) }
        #expect(volumes == [], sourceLocation: sourceLocation)
        #expect(try await machine.leftovers() == [], sourceLocation: sourceLocation)
    }

    private func expectWhole(_ machine: StoredMachine, _ content: [String], key: String) async throws {
        #expect(try await self.content(machine) == content)
        #expect(try machine.key == key)
        let opens = "PGPASSWORD=\(key) psql -h 127.0.0.1 -U app -Atc 'SELECT 1' app"
        #expect(try await machine.shell("db", opens) == ["1"])
        #expect(try await machine.leftovers() == [])
        #expect(!FileManager.default.fileExists(atPath: machine.folder.file(Self.state + "backups/recovery")))
    }

    @Test func oneCommandBringsItBackOnAnotherCloud() async throws {
        let (lost, file, _) = try await backedUp()
        let key = try lost.key
        try await lost.takeAway()
        // A newer release, which has another command and another secret.
        let next = try StoredMachine(after: lost) { plan in
            plan.provider = "hetzner"
            plan.app.version = "1.10.0"
            plan.afterStart.append(ServiceCommand(service: "web", run: ["sh", "-c", "echo second >>/srv/commands"]))
            plan.secrets.append(SecretSpec(name: "NEW", recipe: .hex(bytes: 8)))
        }
        let service = try MetadataService(provider: try #require(Provider.named("hetzner")))
        let url = try await service.start()
        let flags = ["--restore", file, "--metadata-url", url, "--console", "-"]
        let result = try await next.run("provision", flags)
        try #require(result.status == 0, "\(result.lastLines)")
        #expect(try await next.shell("web", "cat /srv/commands") == ["first", "second"])
        #expect(try next.key == key)
        #expect(try await next.sql("SELECT count(*) FROM items") == ["5000"])
        let state = try next.folder.read(Self.state + "state.json")
        let address = try #require(state.firstMatch(of: /"public_ipv4": "([^"]+)"/)?.1)
        let credentials = try next.folder.read("root/root/demo-credentials.txt")
        #expect(credentials.contains(address) && credentials.contains(key), "\(credentials)")
        #expect(state.contains("\"restoredFrom\"") && !state.contains("aaaaaaaa"))
        #expect(try next.folder.read(Self.state + "secrets.json").contains("\"NEW\""))
        // It is done once.
        let again = try await next.run("provision", flags)
        #expect(again.status == 64, "\(again.lastLines)")
        try await next.takeAway()
    }

    /// A database file in a volume that is an item too, and one in a bound folder that is not there yet.
    @Test(.enabled(if: Tool.isInstalled("sqlite3"))) func databaseFilesComeBackToo() async throws {
        let lite = Backup.Item(name: "lite", store: .sqlite(source: "files", path: "deep/app.db"))
        let bound = Backup.Item(name: "bound", store: .path("./uploads"))
        let lost = try await StoredMachine([lite, .files, bound]) { $0.parameters = [] }
        try lost.folder.write("root/opt/demo/uploads/one", "one")
        let volume = "docker volume inspect --format '{{.Mountpoint}}' \(lost.project)_files"
        let sql = "mkdir -p $f/deep && sqlite3 $f/deep/app.db 'CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)'"
        let made = try await Command("sh", ["-ec", "f=$(\(volume)); \(sql); chown -R 4711:4712 $f/deep"]).run()
        try #require(made.succeeded, "\(made.lastLines)")
        let file = lost.folder.file("out.tar.gz")
        let backup = try await lost.run("backup", "--to", file)
        try #require(backup.status == 0, "\(backup.lastLines)")
        try await lost.takeAway()
        let next = try StoredMachine(after: lost)
        let result = try await next.run("restore", file)
        #expect(result.status == 0, "\(result.lastLines)")
        let found = try await Command(
            "sh",
            [
                "-ec",
                "f=$(\(volume)); sqlite3 $f/deep/app.db 'SELECT sum(a) FROM t'; stat --format %u:%g $f/deep/app.db",
            ]
        ).run()
        #expect(found.lastLines == ["3", "4711:4712"], "\(found.lastLines)")
        #expect(try next.folder.read("root/opt/demo/uploads/one") == "one")
        try await next.takeAway()
    }

    @Test func theParametersNameARepository() async throws {
        let lost = try await StoredMachine([.files], change: Self.more)
        try await lost.fill()
        let place = lost.folder.file("repository")
        try #require(try await lost.run("backup", "configure", "--repository", place).status == 0)
        try #require(try await lost.run("backup").status == 0)
        let (key, recovery) = (try lost.key, try lost.secret("backups.key"))
        try await lost.takeAway()
        let next = try StoredMachine(after: lost)
        let values = "root/etc/demo/parameters.yaml"
        try next.folder.write(values, "restore_from: \(place)\nrestore_keys: RESTIC_PASSWORD=wrong\n", mode: 0o600)
        let refused = try await next.run("restore", "--continue")
        #expect(refused.status == 65, "\(refused.lastLines)")
        #expect(!next.folder.files.contains { $0.hasSuffix("state.json") })
        try next.folder.write(
            values, "restore_from: \(place)\nrestore_keys: RESTIC_PASSWORD=\(recovery)\n", mode: 0o600)
        // As the unit does.
        for arguments in [["restore", "--continue"], ["provision", "--console", "-"]] {
            let result = try await next.run(arguments[0], Array(arguments.dropFirst()))
            #expect(result.status == 0, "\(result.lastLines)")
            #expect(!result.lastLines.joined().contains(recovery))
        }
        #expect(try next.key == key)
        #expect(try await next.shell("web", "cat /srv/hard") == ["text"])
        try await next.takeAway()
    }

    @Test func aRepositoryBringsItBackAndIsKept() async throws {
        let lost = try await StoredMachine(Self.everything, change: Self.more)
        try await lost.fill()
        let place = lost.folder.file("repository")
        try #require(try await lost.run("backup", "configure", "--repository", place).status == 0)
        try #require(try await lost.run("provision", "--console", "-", "--set", "motto=its own").status == 0)
        let made = try await lost.run("backup")
        try #require(made.status == 0, "\(made.lastLines)")
        let (content, key) = (try await content(lost), try lost.key)
        let secrets = try lost.folder.read(Self.state + "secrets.json")
        let recovery = try #require(secrets.firstMatch(of: /"backups.key": "([^"]+)"/)).1
        try await lost.takeAway()

        let next = try StoredMachine(after: lost)
        let keys = next.folder.file("keys")
        for wrong in ["", "RESTIC_PASSWORD=wrong\n"] {
            try next.folder.write("keys", wrong, mode: 0o600)
            let refused = try await next.run("restore", "--repository", place, "--keys", keys)
            #expect(refused.status == 65, "\(refused.lastLines)")
            try await expectNothing(on: next)
        }
        try next.folder.write("keys", "RESTIC_PASSWORD=\(recovery)\n", mode: 0o600)
        let gone = try await next.run("restore", "--repository", place + "-gone", "--keys", keys)
        #expect(gone.status == 69, "\(gone.lastLines)")
        try await expectNothing(on: next)
        let result = try await next.run("restore", "--repository", place, "--keys", keys)
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(!result.lastLines.joined().contains(recovery))
        try await expectWhole(next, content, key: key)
        #expect(try next.folder.read("root/etc/demo/parameters.yaml").contains("its own"))
        // Its own backups go there too, with the same key.
        let later = try await next.run("backup")
        #expect(later.status == 0 && later.lastLines.contains { $0.contains(place) }, "\(later.lastLines)")
        let list = try await next.run("restore", "--list")
        #expect(list.lastLines.filter { $0.contains("restored and compared") }.count == 2, "\(list.lastLines)")
        try await next.takeAway()
    }

    /// A moment at which the power fails.
    enum Moment: String, CaseIterable { case read, loading, starting }

    @Test(arguments: Moment.allCases) func whatIsCutOffIsContinued(moment: Moment) async throws {
        let (lost, file, content) = try await backedUp()
        let key = try lost.key
        try await lost.takeAway()
        let next = try StoredMachine(after: lost)
        let run = Process()
        run.executableURL = URL(fileURLWithPath: next.binary)
        run.arguments = ["provision", "--root", next.folder.file("root"), "--restore", file, "--console", "-"]
        run.standardOutput = FileHandle.nullDevice
        try run.run()
        let label = "label=landfall.trial=\(next.project)"
        try await eventually(within: .seconds(120)) {
            switch moment {
            case .read: FileManager.default.fileExists(atPath: next.folder.file(Self.state + "backups/recovery"))
            case .loading: try await !RealEngine.lines("ps", "--quiet", "--filter", label).isEmpty
            case .starting:
                try await RealEngine.lines("ps", "--quiet", "--filter", "name=\(next.container("db"))").count == 1
            }
        }
        kill(run.processIdentifier, SIGKILL)
        run.waitUntilExit()
        #expect(try await next.run("status").lastLines.contains { $0.contains("demo: interrupted") } || moment == .read)
        #expect(!FileManager.default.fileExists(atPath: next.folder.file("root/root/demo-credentials.txt")))
        if moment != .starting {
            // Nothing else starts the app before its data is there.
            let start = try await next.run("start")
            #expect(
                start.status == 69 || start.lastLines.contains { $0.contains("not set up yet") }, "\(start.lastLines)")
            #expect(try await RealEngine.lines("ps", "--quiet", "--filter", "name=\(next.container("db"))").isEmpty)
        }
        // As the unit does at the next boot; the file is not there any more.
        try FileManager.default.moveItem(atPath: file, toPath: file + ".moved.tar.gz")
        if moment == .loading {
            let other = try await next.run("restore", file + ".moved.tar.gz")
            #expect(other.status == 64, "\(other.lastLines)")
            #expect(
                other.lastLines.contains { $0.contains("is being set up from another backup, \(file)") },
                "\(other.lastLines)")
        }
        for arguments in [["restore", "--continue"], ["provision", "--console", "-"]] {
            let result = try await next.run(arguments[0], Array(arguments.dropFirst()))
            #expect(result.status == 0, "\(result.lastLines)")
        }
        try await expectWhole(next, content, key: key)
        try await next.takeAway()
    }

    @Test func whatDoesNotFitIsRefused() async throws {
        let (lost, file, _) = try await backedUp()
        let used = try await StoredMachine(Self.everything, change: Self.more).refusing(file, saying: "is set up")
        try await used.takeAway()
        let stranger = try await StoredMachine([.files]) { $0.app.name = "other" }
        let strange = try await stranger.run("restore", file)
        #expect(strange.status == 65, "\(strange.lastLines)")
        #expect(strange.lastLines.contains { $0.contains("this is a backup of demo, not of other") })
        #expect(try await stranger.shell("web", "ls /srv").filter { !$0.isEmpty } == [])
        try await stranger.takeAway()
        // The data of the machine that is not lost: nothing takes its place.
        let twin = try StoredMachine(after: lost)
        _ = try await twin.refusing(file, saying: "is on this machine already")
        #expect(try await lost.sql("SELECT count(*) FROM items") == ["5000"])
        try await lost.takeAway()

        let older = try StoredMachine(after: lost) { $0.app.version = "0.9.9" }
        _ = try await older.refusing(file, saying: "an older release may not understand newer data")
        try await expectNothing(on: older)
        let other = try StoredMachine(after: lost) { $0.app.name = "other" }
        _ = try await other.refusing(file, saying: "this is a backup of demo, not of other")
        let less = try StoredMachine(after: lost) { $0.backup.items.removeLast() }
        _ = try await less.refusing(file, saying: "no place for volume files")
        try await expectNothing(on: less)
        let none = try StoredMachine(after: lost)
        _ = try await none.refusing(file + ".none.tar.gz", saying: "there is no file")
        try await expectNothing(on: none)
        // Values that the new release wants and the backup has not.
        let asking = try StoredMachine(after: lost) {
            $0.parameters.append(Parameter(name: "owner", kind: .email, label: "Owner"))
        }
        _ = try await asking.refusing(file, saying: "owner (Owner) is required")
        try await expectNothing(on: asking)
    }
}

extension StoredMachine {
    fileprivate func refusing(
        _ file: String, saying words: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> StoredMachine {
        let result = try await run("provision", "--restore", file)
        let text = result.lastLines.joined(separator: "\n")
        #expect([64, 65].contains(result.status) && text.contains(words), "\(text)", sourceLocation: sourceLocation)
        return self
    }
}
