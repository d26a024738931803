import Foundation
import Host
import Plan
import TestSupport
import Testing

@testable import Docker

/// A release with a newer PostgreSQL, on data that the older one has written.
@Suite(.enabled(if: RealEngine.isHere), .serialized) struct NewServerTests {
    private static let items = [
        Backup.Item(name: "db", store: .postgres(.init(service: "db"))),
        Backup.Item(name: "files", store: .volume("files")),
    ]
    private static let old = "landfall-test/postgres:15"
    private static func compose(_ image: String, poison: Bool = false) -> String {
        let text = StoredMachine.compose.replacing("image: postgres:17", with: "image: \(image)", maxReplacements: 1)
        return poison ? text.replacing("test ! -e /srv/poison", with: "false") : text
    }
    private static func services(_ image: String) -> [Service] {
        [Service(name: "db", image: image, hasHealthcheck: true), Service(name: "web", image: "postgres:17")]
    }

    private static func machine() async throws -> StoredMachine {
        let machine = try await StoredMachine(items, compose: compose(old), services: services(old))
        try await machine.fill()
        return machine
    }

    private static func version(_ machine: StoredMachine) async throws -> String {
        try await machine.sql("SHOW server_version_num").first.map { String($0.prefix(2)) } ?? ""
    }

    @Test func itIsRefusedBeforeAnythingChangesThenMovedOver() async throws {
        let machine = try await Self.machine()
        let rows = try await machine.sql("SELECT sum(id), count(*), md5(string_agg(name, ',' ORDER BY id)) FROM items")
        try machine.install(
            "1.1.0", Self.items, compose: Self.compose("postgres:17"), services: Self.services("postgres:17"))
        for verb in ["provision", "start"] {
            let refused = try await machine.run(verb)
            #expect(refused.status == 65, "\(refused.lastLines)")
            #expect(
                refused.lastLines.contains {
                    $0.contains(
                        "Demo 1.1.0 runs PostgreSQL 17 in db (postgres:17), which cannot open the data of PostgreSQL 15"
                    )
                }, "\(refused.lastLines)")
            #expect(refused.lastLines.contains { $0.contains("democtl restore --to-new") })
        }
        #expect(try machine.folder.read("root/opt/demo/compose.yml").contains(Self.old))
        #expect(try await Self.version(machine) == "15")

        try await machine.sql("INSERT INTO items (name) VALUES ('written after the last backup')")
        let moved = try await machine.run("restore", "--to-new")
        #expect(moved.status == 0, "\(moved.lastLines)")
        #expect(try await Self.version(machine) == "17")
        #expect(
            try await machine.sql("DELETE FROM items WHERE name = 'written after the last backup' RETURNING 1") == ["1"]
        )
        #expect(
            try await machine.sql("SELECT sum(id), count(*), md5(string_agg(name, ',' ORDER BY id)) FROM items") == rows
        )
        #expect(try await machine.sql("SELECT nextval('items_id_seq') > 5000") == ["t"])
        let opens = try await machine.shell(
            "db", "PGPASSWORD=\(try machine.key) psql -h 127.0.0.1 -U app -Atc 'SELECT 1' app")
        #expect(opens == ["1"])
        // The old data is there, and the other services run.
        let volumes = try await RealEngine.lines(
            "volume", "ls", "--quiet", "--filter", "name=\(machine.project)_rows_old-")
        #expect(volumes.count == 1)
        #expect(try await machine.shell("web", "echo up") == ["up"])
        #expect(try await machine.leftovers() == [])
        #expect(try await machine.run("provision").lastLines.contains { $0.contains("nothing to do") })
        #expect(try await machine.run("restore", "--drop-old").status == 0)
        let again = try await machine.run("restore", "--to-new")
        #expect(again.status == 0, "\(again.lastLines)")
        #expect(again.lastLines.contains { $0.contains("There is nothing to move") }, "\(again.lastLines)")
        #expect(!again.lastLines.contains { $0.contains("Stopping") })
        try await machine.takeAway()
    }

    @Test func ifTheReleaseDoesNotStartTheOldOneRunsWithItsData() async throws {
        let machine = try await Self.machine()
        try machine.install(
            "1.1.0", Self.items, compose: Self.compose("postgres:17", poison: true),
            services: Self.services("postgres:17"))
        let moved = try await machine.run("restore", "--to-new")
        #expect(moved.status == 69, "\(moved.lastLines)")
        #expect(moved.lastLines.contains { $0.contains("the data that was in use is back") }, "\(moved.lastLines)")
        #expect(try machine.folder.read("root/opt/demo/compose.yml").contains(Self.old))
        #expect(try await Self.version(machine) == "15")
        #expect(try await machine.shell("web", "echo up") == ["up"])
        #expect(try await machine.sql("SELECT count(*) FROM items") == ["5000"])
        // The next release, which works, is as possible as before.
        try machine.install(
            "1.1.1", Self.items, compose: Self.compose("postgres:17"), services: Self.services("postgres:17"))
        #expect(try await machine.run("restore", "--to-new").status == 0)
        #expect(try await Self.version(machine) == "17")
        try await machine.takeAway()
    }
}

@Suite struct DatabaseVersionTests {
    @Test(arguments: [
        ("postgres:17", "PostgreSQL 17"), ("postgres:17.2-alpine3.20", "PostgreSQL 17"),
        ("pgvector/pgvector:0.8.0-pg16", "PostgreSQL 16"), ("postgis/postgis:16-3.4", "PostgreSQL 16"),
        ("timescale/timescaledb:latest-pg15", "PostgreSQL 15"), ("mariadb:11.4", "MariaDB 11.4"),
        ("mysql:8.4.3", "MySQL 8.4"), ("registry.example:5000/me/postgres:15", "PostgreSQL 15"),
    ])
    func anImagesNameSaysIt(name: String, version: String) {
        #expect(DatabaseVersion.ofImage(name, environment: nil)?.description == version)
    }

    @Test(arguments: [
        "postgres", "postgres:latest", "postgres:bookworm", "nginx:1.27", "mysql:lts", "app/postgres-exporter:15",
    ])
    func oneThatSaysNothingIsNotJudged(name: String) {
        #expect(DatabaseVersion.ofImage(name, environment: ["PATH": "/bin"]) == nil)
    }

    @Test func theImagesOwnVariableCounts() {
        #expect(DatabaseVersion.ofImage("x", environment: ["PG_MAJOR": "18"])?.description == "PostgreSQL 18")
        let mariadb = DatabaseVersion.ofImage("mariadb:lts", environment: ["MARIADB_VERSION": "1:11.8.3+maria~ubu2404"])
        #expect(mariadb?.description == "MariaDB 11.8")
    }

    @Test(arguments: [
        ("PG_VERSION", "15\n", "PostgreSQL 15"), ("data/PG_VERSION", "9.6\n", "PostgreSQL 9"),
        ("18/docker/PG_VERSION", "18\n", "PostgreSQL 18"),
        ("mariadb_upgrade_info", "11.8.3-MariaDB\n", "MariaDB 11.8"),
        ("mysql_upgrade_info", "10.6.16-MariaDB", "MariaDB 10.6"), ("mysql_upgrade_info", "8.0.36", "MySQL 8.0"),
        (
            "mysql_upgrade_history",
            #"{"file_format":"1","upgrade_history":[{"version":"8.0.36"},{"version":"8.4.3","maturity":"LTS"}]}"#,
            "MySQL 8.4"
        ),
    ])
    func aFolderSaysWhatHasWrittenIt(file: String, text: String, version: String) throws {
        let folder = TemporaryFolder()
        #expect(DatabaseVersion.ofData(in: folder.path) == nil)
        try folder.write(file, text)
        #expect(DatabaseVersion.ofData(in: folder.path)?.description == version)
    }

    @Test(arguments: [
        ("postgres:17", "postgres:17.2", true), ("postgres:17", "postgres:16", false),
        ("postgres:16", "postgres:17", false), ("mariadb:11.8", "mariadb:10.6", true),
        ("mariadb:10.6", "mariadb:11.8", false), ("mysql:8.0", "mysql:5.7", true), ("mysql:8.4", "mysql:5.7", false),
        ("mysql:8.4", "mysql:8.0", true), ("mysql:9.4", "mysql:8.0", false), ("mysql:9.4", "mysql:8.4", true),
        ("mysql:8.0", "mysql:8.4", false), ("mysql:8", "mysql:8.4", true), ("mysql:8.4", "postgres:17", true),
    ])
    func aServerOpensWhatItsMakersSay(server: String, data: String, opens: Bool) throws {
        let server = try #require(DatabaseVersion.ofImage(server, environment: nil))
        #expect(server.canOpen(try #require(DatabaseVersion.ofImage(data, environment: nil))) == opens)
    }
}
