import Foundation
import Host
import Plan
import TestSupport
import Testing

/// Updates of a real app with a real PostgreSQL, and back.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct UpdateTests {
    @Test func aReleaseTakesAnothersPlaceAndGoesBackWithItsData() async throws {
        let machine = try await UpdateMachine(signed: true)
        let before = try await machine.content()
        let server = try machine.upload(UpdateMachine.second)
        let updated = try await machine.run("update", "--from", server.url, "--yes")
        #expect(updated.status == 0, "\(updated.lastLines)")
        let text = updated.lastLines.joined(separator: "\n")
        #expect(text.contains("release: 1.4.0 → 1.5.0") && text.contains("secret MAIL_KEY"), "\(text)")
        #expect(try await machine.version == "1.5.0")
        let pinned = try await machine.run("install", "--version", "1.4.0")
        #expect(pinned.status == 64 && pinned.lastLines.contains { $0.contains("Demo 1.5.0 is set up here") })
        #expect(try await machine.sql("SELECT sum(size) FROM items") == ["7000"])
        #expect(try await machine.shell("web", "cat /srv/upload /app.conf") == ["upload", "two"])
        let log = machine.folder.file("root/var/lib/landfall/demo/commands.log")
        #expect(try machine.folder.read("root/var/lib/landfall/demo/commands.log").contains("migrated"))
        #expect(try !machine.folder.read("root/var/lib/landfall/demo/commands.log").contains(machine.secret("KEY")!))
        #expect(mode(of: log) == 0o600)
        #expect(machine.leftovers() == [])
        #expect(try await !RealEngine.lines("image", "ls", "--quiet", "demo-kept").isEmpty)
        #expect(try await machine.run("restore", "--list").lastLines.contains { $0.contains("restored and compared") })

        try await machine.sql("INSERT INTO items VALUES (1001)")
        let after = try await machine.content()
        let refused = try await machine.run("rollback")
        #expect(
            refused.status == 64 && refused.lastLines.contains { $0.contains("1 minute") || $0.contains("0 minutes") })
        let back = try await machine.run("rollback", "--yes")
        #expect(back.status == 0, "\(back.lastLines)")
        #expect(try await machine.content() == before)
        #expect(try await machine.run("provision").lastLines.contains { $0.contains("nothing to do") })
        // And forth, with what was written there.
        let forth = try await machine.run("rollback", "--yes")
        #expect(forth.status == 0, "\(forth.lastLines)")
        #expect(try await machine.content() == after)
        #expect(machine.leftovers() == [])

        #expect(try await machine.run("restore", "--drop-old").status == 0)
        #expect(try await machine.content() == after)
        let gone = try await machine.run("rollback", "--yes")
        #expect(gone.status == 64, "\(gone.lastLines)")
        try await machine.takeAway()
    }

    @Test func whateverFailsTheReleaseBeforeIsBackWithItsData() async throws {
        let machine = try await UpdateMachine()
        let before = try await machine.content()
        func fails(_ change: (inout UpdateMachine.Release) -> Void, _ words: String, _ flags: String...) async throws {
            var release = UpdateMachine.second
            change(&release)
            try machine.publish(release)
            let all = ["--from", machine.folder.file("release-\(release.version)"), "--yes", "--no-backup"] + flags
            let result = try await machine.run("update", all)
            #expect(result.status != 0 && result.lastLines.contains { $0.contains(words) }, "\(result.lastLines)")
            #expect(try await machine.content() == before)
            #expect(machine.leftovers() == [])
        }
        try await fails(
            { $0.migration = "psql -U app -Xq -v ON_ERROR_STOP=1 app -c 'DROP TABLE items' -c 'SELECT 1/0'" },
            "1.4.0 is back with its data")
        try await fails({ $0.health = "false" }, "1.4.0 is back with its data")
        try await fails({ $0.image = "127.0.0.1:1/none:1" }, "cannot be pulled")
        try await fails({ $0.version = "1.3.9" }, "older than 1.4.0")
        let checked = try await machine.update(to: UpdateMachine.second, "--check")
        #expect(checked.status == 0 && checked.lastLines.last == "Nothing was changed.", "\(checked.lastLines)")
        try await machine.takeAway()
    }

    /// Both releases have the same data, and the data has the newer password.
    @Test func aReleaseThatComesBackToDataInUseHasTheSecretsOfThatData() async throws {
        let machine = try await UpdateMachine()
        var release = UpdateMachine.first
        release.version = "1.4.1"
        let updated = try await machine.update(to: release, "--no-backup")
        #expect(updated.status == 0, "\(updated.lastLines)")
        let rotated = try await machine.run("rotate")
        #expect(rotated.status == 0, "\(rotated.lastLines)")
        let key = try #require(try machine.secret("KEY"))
        let back = try await machine.run("rollback", "--yes")
        #expect(back.status == 0 && back.lastLines.contains { $0.contains("The data stays as it is") })
        #expect(try await machine.version == "1.4.0")
        #expect(try machine.secret("KEY") == key)
        #expect(try machine.folder.read("root/opt/demo/.env").contains(key))
        #expect(try machine.folder.read("root/root/demo-credentials.txt").contains(key))
        // Over TCP PostgreSQL asks for the password.
        let login = "PGPASSWORD=$KEY psql -h $(hostname -i) -U app -XAtc 'SELECT count(*) FROM items' app"
        #expect(try await machine.shell("db", login) == ["1000"])
        #expect(try await machine.run("provision").lastLines.contains { $0.contains("nothing to do") })
        try await machine.takeAway()
    }

    /// `docker image prune --all` takes what no container uses, whatever tags it has.
    @Test func aRollbackTakesWhatHasTheNameOfAnImageThatIsGone() async throws {
        var first = UpdateMachine.first
        first.image = "landfall-test-kept:1"
        let made = try await Command("docker", ["tag", "postgres:17", "landfall-test-kept:1"]).run()
        try #require(made.succeeded)
        let machine = try await UpdateMachine(first: first)
        // Another image of the old name, as after the tag has moved.
        #expect(try await machine.update(to: UpdateMachine.second, "--no-backup").status == 0)
        let record = "root/var/lib/landfall/demo/releases/releases.json"
        let text = try machine.folder.read(record)
        let inspected = try await RealEngine.lines("image", "inspect", "--format", "{{.Id}}", "postgres:17")
        let id = try #require(inspected.first)
        try machine.folder.write(record, text.replacing(id, with: "sha256:" + String(repeating: "0", count: 64)))
        let back = try await machine.run("rollback", "--yes")
        let warning = "Warning: the image landfall-test-kept:1 of then is gone"
        #expect(back.status == 0 && back.lastLines.contains { $0.hasPrefix(warning) }, "\(back.lastLines)")
        #expect(try await machine.version == "1.4.0")
        #expect(machine.leftovers() == [])
        try await machine.takeAway()
        _ = try await RealEngine.lines("image", "rm", "landfall-test-kept:1")
    }

    /// In the middle of the migration, as a power cut does.
    @Test func aKilledOneIsPutBackByTheNextVerb() async throws {
        let machine = try await UpdateMachine()
        let before = try await machine.content()
        var release = UpdateMachine.second
        release.migration = "psql -U app -Xq app -c 'DROP TABLE items' && touch /tmp/dropped && sleep 600"
        try machine.publish(release)
        let run = Process()
        run.executableURL = URL(fileURLWithPath: machine.binary)
        run.arguments = [
            "update", "--root", machine.root, "--yes", "--no-backup", "--from", machine.folder.file("release-1.5.0"),
        ]
        try run.run()
        try await eventually(within: .seconds(120)) {
            try await Command("docker", ["exec", "\(machine.project)-db-1", "test", "-e", "/tmp/dropped"]).run()
                .succeeded
        }
        kill(run.processIdentifier, SIGKILL)
        run.waitUntilExit()
        let next = try await machine.run("start")
        #expect(next.status == 0, "\(next.lastLines)")
        #expect(try await machine.content() == before)
        #expect(machine.leftovers() == [])
        try await machine.takeAway()
    }
}
