import Foundation
import Host
import Plan
import TestSupport
import Testing

/// A real PostgreSQL and a real volume in one tar.gz.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct PlainBackupTests {
    private static let everything = [Backup.Item.database("app"), .files]

    private struct Made: Decodable {
        struct Item: Decodable {
            var name: String
            var databases: [Database]
        }
        struct Database: Decodable { var rows: [String: Int] }
        struct Verification: Decodable { var seconds: Double }
        var items: [Item]
        var verification: Verification?
    }

    /// What the program printed as JSON behind its progress.
    private func made(_ result: CommandResult) throws -> Made {
        try #require(result.status == 0, "\(result.lastLines)")
        let text = result.lastLines.drop { $0 != "{" }.joined(separator: "\n")
        return try JSONDecoder().decode(Made.self, from: Data(text.utf8))
    }

    @Test func anotherCollationIsSaid() async throws {
        let machine = try await StoredMachine([Backup.Item(name: "db", store: .postgres(.init(service: "db")))])
        try await machine.fill()
        let file = machine.folder.file("a.tar.gz")
        let quiet = try await machine.run("backup", "--to", file, "--no-verify")
        #expect(!quiet.lastLines.contains { $0.contains("collation") }, "\(quiet.lastLines)")
        // As after a move to an image with another C library.
        try await machine.sql("UPDATE pg_database SET datcollversion = '2.28' WHERE datname = 'app'")
        let result = try await machine.run("backup", "--to", machine.folder.file("b.tar.gz"), "--no-verify")
        #expect(result.status == 0)
        #expect(
            result.lastLines.contains {
                $0.contains("the indexes of app were made with another version of the collation")
            },
            "\(result.lastLines)")
        try await machine.takeAway()
    }

    @Test func whatIsWrittenToMeanwhileIsOfOneMoment() async throws {
        let machine = try await StoredMachine(Self.everything)
        try await machine.fill()
        let file = machine.folder.file("out.tar.gz")
        // Each transaction adds to two tables, so they differ in a copy of two moments.
        try await machine.sql("CREATE TABLE one (a int); CREATE TABLE two (a int);")
        let container = machine.container("db")
        let writer = Task {
            let loop = """
                while ! test -e /tmp/enough; do
                    echo 'BEGIN; INSERT INTO one VALUES (1); INSERT INTO two VALUES (1); COMMIT;'
                    echo "INSERT INTO items (name) VALUES ('new');"
                done | psql -U app -d app -Xq -v ON_ERROR_STOP=1
                """
            return try await Command("docker", ["exec", container, "sh", "-c", loop]).run()
        }
        let count = { try await Int(machine.sql("SELECT count(*) FROM one").first ?? "") ?? 0 }
        try await eventually { try await count() > 0 }
        let before = try await count()
        let result = try await machine.run("backup", "--to", file, "--json")
        let after = try await count()
        try await machine.shell("db", "touch /tmp/enough")
        #expect(try await writer.value.succeeded)
        let made = try made(result)
        let rows = try #require(made.items.first?.databases.first?.rows)
        let one = try #require(rows["public.one"])
        #expect(before <= one && one < after, "\(before) \(one) \(after)")
        #expect(one == rows["public.two"])
        #expect(rows["public.odd \"name\" of; it"] == 2)
        #expect(rows["public.parent"] == 1 && rows["public.child"] == 2 && rows["public.hidden"] == 2)
        #expect(rows["public.parts_a"] == 100 && rows["public.parts_b"] == 200 && rows["public.parts"] == nil)
        #expect(made.verification != nil)
        #expect(try await machine.leftovers() == [])
        #expect(mode(of: file) == 0o600)
        #expect(try !result.lastLines.joined().contains(machine.key))

        // Without anything of ours: checksums, another database, and the files.
        let open = TemporaryFolder()
        let unpack =
            "tar xzf \(file) -C \(open.path) && cd \(open.path) && sha256sum --check --strict --quiet SHA256SUMS"
        let unpacked = try await Command("sh", ["-c", unpack]).run()
        #expect(unpacked.status == 0, "\(unpacked.lastLines)")
        #expect(try open.read("secrets.json").contains(machine.key))
        try await machine.sql("CREATE DATABASE copy", of: "postgres")
        let load = try await Command(
            "sh",
            [
                "-c",
                "docker exec -i \(container) pg_restore -U app --exit-on-error -d copy <\(open.file("dumps/db.1.pgdump"))",
            ]
        ).run()
        #expect(load.status == 0, "\(load.lastLines)")
        let digest = "SELECT md5(string_agg(i::text, ';' ORDER BY id)) FROM items i WHERE id <= 5000"
        let original = try await machine.sql(digest)
        #expect(try await machine.sql(digest, of: "copy") == original)
        #expect(try await machine.sql("SELECT count(*) FROM one", of: "copy") == ["\(one)"])
        let listing = try await Command("tar", ["tvf", open.file("volumes/files.tar"), "--numeric-owner"]).run()
        let numbers = try #require(listing.lastLines.first { $0.hasSuffix("./folder/numbers") })
        #expect(numbers.hasPrefix("-rwsr-x--x 4711/4712") && numbers.contains("2001-02-03"))
        #expect(listing.lastLines.contains { $0.contains("./absolute -> /etc/passwd") })
        let size = try FileManager.default.attributesOfItem(atPath: open.file("volumes/files.tar"))[.size] as? Int
        #expect(try #require(size) < 2 << 20, "the hole of 64 MB is not copied")
        try await machine.takeAway()
    }

    /// A device is found before anything is copied. A socket is named, and its program makes it again.
    @Test func whatNoArchiveTakesIsSaid() async throws {
        let machine = try await StoredMachine([.files])
        try await machine.shell("web", "mkdir /srv/d; mknod /srv/d/disk b 7 0; echo x >/srv/file")
        let file = machine.folder.file("out.tar.gz")
        let refused = try await machine.run("backup", "--to", file)
        #expect(refused.status == 69, "\(refused.lastLines)")
        #expect(
            refused.lastLines.contains { $0.contains("/d/disk is a device") && $0.contains("nothing was started") },
            "\(refused.lastLines)")
        #expect(!refused.lastLines.contains { $0.contains("Copying") })
        let volume = try await RealEngine.lines(
            "volume", "inspect", "--format", "{{.Mountpoint}}", "\(machine.project)_files")[0]
        let bind = "import os, socket; os.chdir('\(volume)/d'); os.unlink('disk'); socket.socket(1).bind('talk')"
        _ = try #require(Tool("python3")).run(["-c", bind])
        let made = try await machine.run("backup", "--to", file)
        #expect(made.status == 0, "\(made.lastLines)")
        #expect(
            made.lastLines.contains { $0.contains("volume files: left out ./d/talk, a socket") }, "\(made.lastLines)")
        try await machine.takeAway()
    }

    @Test func itSaysThatItWasNotRestored() async throws {
        let machine = try await StoredMachine(Self.everything)
        try await machine.fill()
        // A folder gets a file with a name of ours.
        let plain = try await machine.run("backup", "--to", machine.folder.path, "--no-verify")
        #expect(plain.status == 0, "\(plain.lastLines)")
        #expect(plain.lastLines.last?.contains("was not restored (--no-verify)") == true)
        #expect(machine.folder.files.contains { $0.hasPrefix("demo-2") && $0.hasSuffix(".tar.gz") })
        // Nothing is overwritten.
        try machine.folder.write("taken.tar.gz", "mine")
        let taken = try await machine.run("backup", "--to", machine.folder.file("taken.tar.gz"))
        #expect(taken.status == 64, "\(taken.lastLines)")
        #expect(try machine.folder.read("taken.tar.gz") == "mine")
        let nowhere = try await machine.run("backup", "--to", "/proc/x.tar.gz")
        #expect(nowhere.status == 64, "\(nowhere.lastLines)")
        #expect(nowhere.lastLines.contains { $0.contains("no file can be made in /proc") }, "\(nowhere.lastLines)")
        try await machine.takeAway()
    }
}
