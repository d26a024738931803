import Foundation
import Host
import Plan
import TestSupport
import Testing

@testable import Backups

/// A real MariaDB, a real Redis with an append-only file, and a SQLite database in a volume.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct OtherStoresTests {
    private func redis(_ machine: StoredMachine, _ commands: String) async throws -> [String] {
        let client = ["exec", "-i", "--env", "REDISCLI_AUTH", machine.container("cache"), "redis-cli"]
        let result = try await Command("docker", client, environment: ["REDISCLI_AUTH": try machine.key]).run(
            input: Array(commands.utf8))
        try #require(result.status == 0, "\(result.lastLines)")
        return result.lastLines
    }

    private func database(_ machine: StoredMachine) async throws -> String {
        let name = "\(machine.project)_files"
        let folder = try await RealEngine.lines("volume", "inspect", "--format", "{{.Mountpoint}}", name).first
        return try #require(folder) + "/data/app.db"
    }

    private func sqlite(_ path: String, _ sql: String) throws -> String {
        let result = try #require(Tool("sqlite3")).run(["-cmd", ".timeout 60000", path, sql])
        try #require(result.status == 0, "\(result.output)")
        return result.output
    }

    private func fill(_ machine: StoredMachine) async throws {
        _ = try await OtherStores.mariadb(
            machine,
            """
            CREATE TABLE items (id int AUTO_INCREMENT PRIMARY KEY, name text, body blob) ENGINE=InnoDB;
            INSERT INTO items (name, body) SELECT concat('it''s (', seq, '), \\\\ "x"; INSERT INTO `items` VALUES (1);\\n', seq),
                unhex(md5(seq)) FROM seq_1_to_5000;
            CREATE TABLE `odd ``name``` (a int, b int AS (a + 1) STORED);
            INSERT INTO `odd ``name``` (a) VALUES (1), (2);
            CREATE TABLE empty (a int);
            CREATE VIEW few AS SELECT id FROM items WHERE id < 10;
            CREATE TABLE log (a int);
            DELIMITER ;;
            CREATE TRIGGER t AFTER DELETE ON items FOR EACH ROW BEGIN
            INSERT INTO `log` VALUES (1);
            END ;;
            CREATE PROCEDURE twice(a int) BEGIN
            INSERT INTO `log` VALUES (1);
            SELECT 2 * a; END ;;
            DELIMITER ;

            """)
        // A command's input is at most 64 KiB.
        let keys = (1...2000).map { "SET key:\($0) \($0)\n" }.joined()
        _ = try await redis(
            machine, keys + "RPUSH list a b c\nSET soon x PX 1\nSET later x EX 100000\nSELECT 3\nSET other 1\n")
        let path = try await database(machine)
        try await machine.shell("web", "mkdir /srv/data; chown 4711:4712 /srv/data")
        _ = try sqlite(
            path,
            """
            PRAGMA journal_mode = WAL;
            CREATE TABLE notes (id INTEGER PRIMARY KEY, text);
            INSERT INTO notes (text) SELECT hex(randomblob(50)) FROM generate_series(1, 5000);
            CREATE TABLE [odd "name"] (a);
            """)
        chown(path, 4711, 4712)
    }

    private func content(_ machine: StoredMachine) async throws -> [String] {
        let rows = try await OtherStores.mariadb(
            machine,
            """
            SELECT md5(group_concat(concat(id, name, hex(body)) ORDER BY id)) FROM items WHERE id <= 20;
            SELECT count(*) FROM items; SELECT sum(b) FROM `odd ``name```; SELECT count(*) FROM few; CALL twice(21);
            """)
        let keys = try await redis(machine, "DBSIZE\nGET key:1711\nLRANGE list 0 -1\nSELECT 3\nGET other\n")
        let notes = try sqlite(try await database(machine), "SELECT count(*), min(text), max(text) FROM notes")
        return rows + keys + [notes]
    }

    @Test func everythingComesBack() async throws {
        let machine = try await OtherStores.machine()
        try await fill(machine)
        let before = try await content(machine)
        let made = try await machine.run("backup")
        try #require(made.status == 0, "\(made.lastLines)")
        #expect(try !made.lastLines.joined().contains(machine.key))
        _ = try await OtherStores.mariadb(machine, "DELETE FROM items; DROP VIEW few; CREATE TABLE later (a int)")
        _ = try await redis(machine, "FLUSHALL\nSET key:1711 other\n")
        let path = try await database(machine)
        // A write-ahead log that would damage the restored database.
        _ = try sqlite(path, "PRAGMA wal_autocheckpoint = 0; DELETE FROM notes;")
        let restored = try await machine.run("restore")
        #expect(restored.status == 0, "\(restored.lastLines)")
        #expect(try await content(machine) == before)
        #expect(try sqlite(path, "PRAGMA integrity_check") == "ok\n")
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_uid == 4711 && status.st_gid == 4712)
        // What Redis has is in its append-only file, too.
        _ = try await RealEngine.lines("restart", machine.container("cache"))
        try await eventually { try await redis(machine, "GET key:1711\n") == ["1711"] }
        #expect(try await machine.leftovers() == [])
        try await machine.takeAway()
    }

    @Test func whatIsWrittenToMeanwhileIsOfOneMoment() async throws {
        let machine = try await OtherStores.machine()
        try await fill(machine)
        _ = try await OtherStores.mariadb(machine, "CREATE TABLE one (a int); CREATE TABLE two (a int)")
        let path = try await database(machine)
        _ = try sqlite(path, "CREATE TABLE one (a); CREATE TABLE two (a)")
        let stop = machine.folder.file("enough")
        let pair = "INSERT INTO one VALUES (1); INSERT INTO two VALUES (1);"
        let client = #"docker exec -i \#(machine.container("db")) sh -c 'exec mariadb -uapp -p"$MARIADB_PASSWORD" app'"#
        let writers = [
            "while ! test -e \(stop); do echo 'BEGIN; \(pair) COMMIT;'; done | \(client)",
            "while ! test -e \(stop); do sqlite3 \(path) '.timeout 60000' 'BEGIN IMMEDIATE; \(pair) COMMIT;'; done",
        ].map { script in Task { try await Command("sh", ["-c", script]).run() } }
        try await eventually { try sqlite(path, "SELECT count(*) > 3 FROM one") == "1\n" }
        let file = machine.folder.file("out.tar.gz")
        let made = try await machine.run("backup", "--to", file, "--json")
        try machine.folder.write("enough", "")
        for writer in writers { #expect(try await writer.value.succeeded) }
        try #require(made.status == 0, "\(made.lastLines)")
        let text = made.lastLines.drop { $0 != "{" }.joined()
        let ones = text.matches(of: /"one": *(\d+)/).map(\.1)
        #expect(ones.count == 2 && ones == text.matches(of: /"two": *(\d+)/).map(\.1), "\(text)")
        try await machine.takeAway()
    }

    @Test(arguments: ["mariadb", "redis"]) func aWrongPasswordIsRefused(store: String) async throws {
        let wrong = Template([.text("wrong")])
        let item =
            store == "mariadb"
            ? Backup.Item(
                name: "x", store: .mariadb(.init(service: "db", database: "app", user: "app", password: wrong)))
            : Backup.Item(name: "x", store: .redis(.init(service: "cache", password: wrong)))
        let machine = try await OtherStores.machine([item])
        try await fill(machine)
        let result = try await machine.run("backup")
        #expect(result.status == 69, "\(result.lastLines)")
        #expect(
            result.lastLines.contains { $0.contains("Access denied") || $0.contains("WRONGPASS") },
            "\(result.lastLines)")
        try await machine.takeAway()
    }

    @Test func aTruncatedDumpIsRefused() async throws {
        let machine = try await OtherStores.machine([OtherStores.items[0]])
        try await fill(machine)
        try await machine.shell(
            "db",
            """
            mv /usr/bin/mariadb-dump /usr/bin/real
            printf '#!/bin/sh\\n/usr/bin/real "$@" | head -c 100000\\n' >/usr/bin/mariadb-dump
            chmod 755 /usr/bin/mariadb-dump
            """)
        let result = try await machine.run("backup")
        #expect(result.status == 69 && result.lastLines.contains { $0.contains("ends early") }, "\(result.lastLines)")
        try await machine.takeAway()
    }
}

/// Rows in a script of `mysqldump`.
@Suite struct DumpedRowsTests {
    private static let script = """
        -- MariaDB dump
        USE `app`;
        CREATE TABLE `a` (
          `x` text DEFAULT '('
        );
        INSERT INTO `a` VALUES
        (1,'it\\'s ),(\\\\'),
        (2,NULL);
        INSERT INTO `a` VALUES (3,'INSERT INTO `a` VALUES (9);\\n'),(4,(5));
        CREATE TABLE `b ``c` (
        );
        INSERT INTO `b ``c` (`x`, `VALUES`) VALUES (1,_binary 0x28);
        CREATE TABLE `none` (
        );
        DELIMITER ;;
        INSERT INTO `a` VALUES (1);
        DELIMITER ;
        -- Dump completed on 2026-01-01

        """

    @Test(arguments: [1, 7, 100_000]) func theyAreCounted(parts: Int) {
        let rows = DumpedRows()
        let bytes = Array(Self.script.utf8)
        for start in stride(from: 0, to: bytes.count, by: parts) {
            Array(bytes[start..<min(start + parts, bytes.count)]).withUnsafeBytes { rows.add($0) }
        }
        #expect(rows.tables == ["a", "b `c", "none"])
        #expect(rows.counts == ["a": 4, "b `c": 1])
        #expect(rows.isComplete)
    }

    @Test func oneThatEndsEarlyIsNotComplete() {
        let rows = DumpedRows()
        Array(Self.script.utf8.dropLast(40)).withUnsafeBytes { rows.add($0) }
        #expect(!rows.isComplete)
    }
}
