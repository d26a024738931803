import Glibc
import Host
import Installation
import JSON
import Plan

/// PostgreSQL: each database as an archive of `pg_dump`, and the roles as a script. The server's own programs, in its
/// container, do the work.
struct Postgres: ItemStore {
    private let server: Backup.Server
    private let session: PostgresSession

    init(_ server: Backup.Server, _ password: String?) {
        self.server = server
        session = PostgresSession(user: server.user, password: password)
    }

    private func shell(_ site: Site, _ item: String) throws -> ContainerShell {
        ContainerShell(id: try site.running(server.service, for: item).id)
    }

    func size(_ site: Site) async throws -> Int64 {
        let shell = try shell(site, "postgres \(server.service)")
        var sum = Int64(0)
        for name in try await databases(shell, site) {
            let sql = "SELECT pg_catalog.pg_database_size(current_database())"
            sum += Int64(try await session.ask(sql, of: name, shell, site).first ?? "") ?? 0
        }
        return sum
    }

    private func databases(_ shell: ContainerShell, _ site: Site) async throws -> [String] {
        if let database = server.database { return [database] }
        return try await allDatabases(shell, site)
    }

    private func allDatabases(_ shell: ContainerShell, _ site: Site) async throws -> [String] {
        let sql = "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1"
        return try await session.ask(sql, of: "template1", shell, site)
    }

    func others(than record: ItemRecord, _ site: Site) async throws -> [String] {
        if server.database == nil { return [] }
        let shell = try shell(site, "postgres \(server.service)")
        // Objects of a new database have lower numbers (FirstNormalObjectId in PostgreSQL's src/include/access/transam.h).
        let sql =
            "SELECT 1 FROM (SELECT oid FROM pg_catalog.pg_class UNION ALL SELECT oid FROM pg_catalog.pg_proc) o "
            + "WHERE oid >= 16384 LIMIT 1"
        var others: [String] = []
        for name in try await allDatabases(shell, site)
        where !record.databases.contains(where: { $0.name == name }) {
            if try await !session.ask(sql, of: name, shell, site).isEmpty { others.append(name) }
        }
        return others
    }

    // MARK: Copying

    func copy(_ item: Backup.Item, to tree: BackupTree, _ site: Site) async throws -> ItemRecord {
        let container = try site.running(server.service, for: item.title)
        let shell = ContainerShell(id: container.id)
        var record = ItemRecord(item)
        record.version = try await session.ask("SHOW server_version", of: "template1", shell, site).first
        try await warnOfOtherCollation(record.version ?? "", item, shell, site)
        let roles = "dumps/\(item.name).roles.sql"
        let globals = try await session.command(["pg_dumpall", "--globals-only", "--no-tablespaces"], shell)
            .move(session.input, to: tree.path(roles))
        try globals.require("\(item.title): the roles cannot be copied: pg_dumpall failed", site, help: Self.advice)
        record.files.append(try tree.record(roles))
        for (number, name) in try await databases(shell, site).enumerated() {
            let file = "dumps/\(item.name).\(number + 1).pgdump"
            record.databases.append(try await dump(name, to: file, item, shell, tree, site))
            record.files.append(try tree.record(file))
        }
        guard record.databases.contains(where: { !$0.rows.isEmpty }) else {
            throw Failure(
                .unavailable, "\(item.title): there is no table in \(server.database ?? "any database")",
                help: "an empty database is no backup: check `backup` in app.yaml, and that the app has started once")
        }
        return record
    }

    /// An image with another C library may sort text otherwise than the indexes have it, and then does not find rows.
    ///
    /// Source: PostgreSQL's documentation of `pg_database`; `datcollversion` is there since 15.
    private func warnOfOtherCollation(
        _ version: String, _ item: Backup.Item, _ shell: ContainerShell, _ site: Site
    ) async throws {
        guard let major = Int(version.prefix { $0.isNumber }), major >= 15 else { return }
        let sql = """
            SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND datcollversion IS NOT NULL
                AND datcollversion IS DISTINCT FROM pg_catalog.pg_database_collation_actual_version(oid)
            """
        let names = try await session.ask(sql, of: "template1", shell, site)
        if names.isEmpty { return }
        site.machine.note(
            "\(item.title): the indexes of \(names.joined(separator: ", ")) were made with another version of the "
                + "collation, and searches may miss rows: `\(site.machine.command) restore` makes them again, or "
                + "REINDEX DATABASE and ALTER DATABASE … REFRESH COLLATION VERSION")
    }

    /// Dumps one database and counts its rows in the same snapshot, while others write to it.
    private func dump(
        _ name: String, to file: String, _ item: Backup.Item, _ shell: ContainerShell, _ tree: BackupTree, _ site: Site
    ) async throws -> DatabaseRecord {
        try await session.converse(with: name, shell, site) { talk, answers in
            talk.say("SELECT pg_catalog.json_build_object('snapshot', pg_catalog.pg_export_snapshot());\n")
            guard let snapshot = await answers.next()?["snapshot"]?.asText else {
                throw Failure(.unavailable, "\(item.title): the database \(name) cannot be read", help: Self.advice)
            }
            // The rows are counted while the dump runs.
            talk.say(PostgresSession.contents)
            let arguments = ["pg_dump", "--format=custom", "--no-password", "--snapshot=\(snapshot)", "--dbname"]
            let result: CommandResult
            do {
                result = try await session.command(arguments + [PostgresSession.connection(name)], shell)
                    .move(session.input, to: tree.path(file))
                try Task.checkCancellation()
            } catch {
                // `docker exec` ends alone, and pg_dump would go on in the container.
                _ = try? await uncancelled { try await session.ask(PostgresSession.endOthers, of: name, shell, site) }
                throw error
            }
            try result.require(
                "\(item.title): pg_dump of the database \(name) failed with exit code \(result.status)", site)
            talk.say(PostgresSession.sequences + PostgresSession.end)
            return try await answers.contents(of: name, file: file)
        }
    }

    static let advice =
        "`user` of the item in app.yaml must be allowed to read all of it; without it the container's POSTGRES_USER is used"

    // MARK: Proving

    func prove(_ record: ItemRecord, in tree: BackupTree, _ site: Site) async throws {
        try await trial(record, tree, site).run { shell in
            try await shell.waitUntil(Self.isReady)
            try await load(record, from: tree, shell, site)
        }
    }

    func renew(_ record: ItemRecord, from tree: BackupTree, _ site: Site) async throws -> Exchange.Place {
        let admin = PostgresSession(user: nil, password: nil)
        let (new, target) = try await trial(record, tree, site).keepingData { shell in
            try await shell.waitUntil(Self.isReady)
            try await load(record, from: tree, shell, site)
            // Without statistics the first queries would be slow.
            for database in record.databases { _ = try await admin.ask("ANALYZE", of: database.name, shell, site) }
            return try await admin.ask("SHOW data_directory", of: "template1", shell, site).first ?? ""
        }
        guard let container = site.container(server.service), let live = site.place(of: target, in: container) else {
            throw Failure(.unavailable, "the service \(server.service) keeps no data at \(target)")
        }
        return try await Exchange.Place.taking(new, for: live.path, volume: live.volume, site)
    }

    private func trial(_ record: ItemRecord, _ tree: BackupTree, _ site: Site) throws -> Trial {
        try Trial(
            site, service: server.service, title: "\(record.kind) \(record.name)",
            options: ("postgres", Self.loading), dumps: tree.path("dumps"))
    }

    /// Nothing waits for the disk while a server is filled. After a power cut it would be thrown away, and what is kept of
    /// it is made durable as a whole when it has stopped.
    ///
    /// Source: PostgreSQL's manual, "Non-Durable Settings" and "Populating a Database".
    private static let loading = [
        "fsync=off", "full_page_writes=off", "autovacuum=off", "wal_level=minimal", "max_wal_senders=0",
        "archive_mode=off",
    ].flatMap { ["-c", $0] }

    /// The image's first start ends with a restart; before it, the server listens only at its socket.
    private static let isReady = "exec pg_isready --quiet --host=127.0.0.1"

    /// Loads the roles and the databases into an empty server and compares them. Every error is fatal.
    private func load(_ record: ItemRecord, from tree: BackupTree, _ shell: ContainerShell, _ site: Site) async throws {
        // The new server's administrator has the same name as the old one's, and no other user exists yet.
        let admin = PostgresSession(user: nil, password: nil)
        let title = "\(record.kind) \(record.name)"
        for file in record.files where file.path.hasSuffix(".roles.sql") {
            let result = try await admin.command(["sh", "-c", Self.loadRoles], shell)
                .move(.file(tree.path(file.path)))
            try result.require("\(title): the copied roles cannot be loaded", site)
        }
        for database in record.databases {
            let drop = "DROP DATABASE IF EXISTS \(PostgresSession.quoted(database.name))"
            _ = try await admin.ask(drop, of: "template1", shell, site)
            let result = try await restore(database, from: tree, admin, record, shell)
            try result.require("\(title): the copy of the database \(database.name) cannot be loaded", site)
            let found = try await admin.converse(with: database.name, shell, site) { talk, answers in
                talk.say(PostgresSession.contents + PostgresSession.sequences + PostgresSession.end)
                return try await answers.contents(of: database.name, file: database.file)
            }
            try database.require(found, title)
        }
    }

    /// With several processes where there is a file that they can read: a stream has no places to go to.
    private func restore(
        _ database: DatabaseRecord, from tree: BackupTree, _ admin: PostgresSession, _ record: ItemRecord,
        _ shell: ContainerShell
    ) async throws -> CommandResult {
        let restore = ["pg_restore", "--create", "--exit-on-error", "--no-tablespaces", "--dbname=template1"]
        let file = "\(Trial.dumps)/\(database.file.split(separator: "/").last ?? "")"
        // Servers before 14 may not find their place in an archive that was written to a pipe.
        let major = Int((record.version ?? "").prefix { $0.isNumber }) ?? 0
        if major >= 14, try await shell.command(#"test -r "$1""#, [file]).run().succeeded {
            return try await admin.command(restore + ["--jobs=\(Self.jobs)", file], shell).move(admin.input)
        }
        return try await admin.command(restore, shell).move(.file(tree.path(database.file)))
    }

    private static var jobs: Int { min(4, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    /// A role of the new server's own is changed and not created. Without tablespaces: their folders are not there.
    private static let loadRoles = #"""
        sed -E 's/^(CREATE ROLE .*);$/DO $landfall$ BEGIN \1; EXCEPTION WHEN duplicate_object THEN NULL; END $landfall$;/' |
            psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname=template1
        """#
}
