import Foundation
import Host
import Plan
import TestSupport
import Testing

/// What a MariaDB server has besides the rows of one database.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct MariaDBTests {
    private static let items = [OtherStores.items[0]]

    private func root(_ machine: StoredMachine, _ sql: String) async throws -> [String] {
        try await OtherStores.mariadb(machine, sql, asRoot: true)
    }

    private static let users = #"""
        CREATE TABLE items (id int, name text);
        INSERT INTO items VALUES (1, 'a');
        CREATE TABLE gone (a int);
        CREATE ROLE readers;
        GRANT SELECT ON app.* TO readers;
        CREATE USER 'o''d`d'@'10.%' IDENTIFIED BY 'p\'w"\\';
        GRANT SELECT (id) ON items TO 'o''d`d'@'10.%';
        CREATE USER plain@localhost IDENTIFIED BY 'plain' WITH MAX_QUERIES_PER_HOUR 77;
        GRANT readers TO plain@localhost WITH ADMIN OPTION;
        SET DEFAULT ROLE readers FOR plain@localhost;
        GRANT SELECT ON gone TO plain@localhost;
        DROP TABLE gone;
        REVOKE ALL ON app.* FROM app@'%';
        GRANT SELECT, INSERT, CREATE, DROP ON app.* TO app@'%';
        """#

    private func grants(_ machine: StoredMachine) async throws -> [String] {
        try await root(
            machine,
            #"""
            SHOW CREATE USER 'o''d`d'@'10.%'; SHOW GRANTS FOR 'o''d`d'@'10.%'; SHOW CREATE USER plain@localhost;
            SHOW GRANTS FOR plain@localhost; SHOW GRANTS FOR readers; SHOW GRANTS FOR app@'%';
            """#
        ).filter { !$0.contains("gone") }
    }

    /// With the passwords that they had, also root's, although the machine's secrets have changed since.
    @Test func usersAndTheirRightsComeBack() async throws {
        let machine = try await OtherStores.machine(Self.items)
        _ = try await root(machine, Self.users)
        let before = try await grants(machine)
        #expect(before.count > 8)
        let made = try await machine.run("backup")
        try #require(made.status == 0, "\(made.lastLines)")
        let (old, new) = (try machine.key, String(repeating: "ab", count: 16))
        _ = try await root(
            machine,
            #"""
            DROP USER plain@localhost, 'o''d`d'@'10.%'; DROP ROLE readers; GRANT ALL ON app.* TO app@'%';
            ALTER USER app@'%' IDENTIFIED BY '\#(new)'; ALTER USER root@'%' IDENTIFIED BY 'ro"ot\\\#(new)';
            ALTER USER root@localhost IDENTIFIED BY 'ro"ot\\\#(new)';
            """#)
        let path = "root/var/lib/landfall/demo/secrets.json"
        try machine.folder.write(
            path, SealedText.sealed(try machine.folder.read(path).replacing(old, with: new)), mode: 0o600)
        let rotated = try await machine.run("provision", "--console", "-")
        try #require(rotated.status == 0, "\(rotated.lastLines)")

        let restored = try await machine.run("restore")
        #expect(restored.status == 0, "\(restored.lastLines)")
        #expect(try machine.key == old)
        #expect(try await grants(machine) == before)
        let login = "mariadb -uplain -pplain -BNe 'SELECT name FROM app.items'"
        #expect(try await machine.shell("db", login) == ["a"])
        try await machine.takeAway()
    }

    /// More than an answer's last lines are looked at.
    @Test func aServerMayHaveHundredsOfTables() async throws {
        let machine = try await OtherStores.machine(Self.items)
        let tables = (1...301).map { "CREATE TABLE t\($0) (a int);" }.joined()
        _ = try await root(machine, tables + "INSERT INTO t1 VALUES (1);")
        let made = try await machine.run("backup")
        #expect(made.status == 0, "\(made.lastLines)")
        try await machine.takeAway()
    }

    @Test func aRestoreOfOneDatabaseSetsNoOtherAsideInSilence() async throws {
        let machine = try await OtherStores.machine(Self.items)
        _ = try await root(machine, "CREATE TABLE items (a int); CREATE DATABASE second; CREATE DATABASE bare;")
        try #require(try await machine.run("backup").status == 0)
        _ = try await root(machine, "CREATE TABLE second.rows (a int); INSERT INTO second.rows VALUES (7);")
        let refused = try await machine.run("restore")
        #expect(refused.status == 64, "\(refused.lastLines)")
        #expect(
            refused.lastLines.contains { $0.contains("not in the backup: second") }, "\(refused.lastLines)")
        #expect(try await root(machine, "SELECT a FROM second.rows") == ["7"])
        try await machine.takeAway()
    }
}
