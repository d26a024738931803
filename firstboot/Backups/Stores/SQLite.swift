import Host
import Installation
import JSON
import Plan
import Text

/// SQLite: a copy of the database file by SQLite's own backup, made by the machine's `sqlite3` beside the running app.
struct SQLite: ItemStore {
    /// The database file on this computer.
    let path: String

    /// What SQLite keeps beside a database file. A stale one damages whatever database takes the file's place.
    private static let companions = ["-wal", "-shm", "-journal"]
    /// Seconds to wait for a writer.
    private static let patience = 120

    func size(_ site: Site) async throws -> Int64 { Files(.system).status(path)?.size ?? 0 }

    /// Root's own settings are not read, and shell commands are off.
    private static func sqlite(_ file: String) -> Command {
        Command("sqlite3", ["-batch", "-bail", "-init", "/dev/null", file], inherited: ["PATH"])
    }

    private static func ask(_ sql: String, of file: String, _ what: String, _ site: Site) async throws -> [String] {
        do {
            let (result, lines) = try await sqlite(file).answer(.bytes(Array(sql.utf8)))
            try result.require(what, site)
            return lines
        } catch CommandFailure.notFound {
            throw Failure(
                .unavailable, "sqlite3 is not installed, and \(file) is copied by it",
                help: "install the package sqlite3")
        }
    }

    /// A text in SQL.
    private static func quoted(_ text: String) -> String { "'\(text.escaping(["'": "''"]))'" }

    func copy(_ item: Backup.Item, to tree: BackupTree, _ site: Site) async throws -> ItemRecord {
        guard Files(.system).status(path)?.kind == .file else {
            throw Failure(
                .unavailable, "\(item.title): there is no database file at \(path)",
                help: "check `path` of the item in app.yaml, and that the app has started once")
        }
        let file = "dumps/\(item.name).sqlite"
        // One read transaction over the whole backup: without it, each write of the app would begin it again.
        let sql = """
            .timeout \(Self.patience * 1000)
            BEGIN;
            SELECT count(*) FROM sqlite_schema;
            .backup main \(Self.quoted(tree.path(file)))
            COMMIT;

            """
        _ = try await Self.ask(sql, of: path, "\(item.title) cannot be copied", site)
        var record = ItemRecord(item)
        record.version = try await Self.ask(
            "SELECT sqlite_version();", of: ":memory:", "sqlite3 does not run", site
        ).first
        let contents = try await Self.contents(of: tree.path(file), file, item.title, site)
        guard !contents.rows.isEmpty else {
            throw Failure(
                .unavailable, "\(item.title): there is no table in \(path)",
                help: "an empty database is no backup: check `path` in app.yaml, and that the app has started once")
        }
        record.databases = [contents]
        record.files = [try tree.record(file)]
        return record
    }

    /// Checks the whole file and counts.
    private static func contents(
        of path: String, _ file: String, _ title: String, _ site: Site
    ) async throws -> DatabaseRecord {
        let damage = "\(title): the copy is damaged"
        let answer = try await ask("PRAGMA integrity_check;", of: path, damage, site)
        guard answer == ["ok"] else {
            throw Failure(.unavailable, damage, details: answer.prefix(5).map(site.shown))
        }
        // Tables of an extension that this sqlite3 lacks cannot be counted; their contents are in ordinary tables too.
        let list =
            "SELECT json_object('name', name) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
            + "ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name;"
        let names = try await ask(list, of: path, damage, site).compactMap {
            (try? JSONValue(parsing: Array($0.utf8)))?["name"]?.asText
        }
        var record = DatabaseRecord(name: "main", file: file)
        for name in names {
            let table = "\"\(name.escaping(["\"": "\"\""]))\""
            let count = try await ask("SELECT count(*) FROM \(table);", of: path, damage, site).first
            record.rows[name] = count.flatMap { Int64($0) }
        }
        return record
    }

    func prove(_ record: ItemRecord, in tree: BackupTree, _ site: Site) async throws {
        let trial = tree.path("trial.sqlite")
        try await unpack(record, from: tree, to: trial, site)
        try Files(.system).removeTree(trial)
    }

    func renew(_ record: ItemRecord, from tree: BackupTree, _ site: Site) async throws -> Exchange.Place {
        let new = try Exchange.freshSibling(of: path)
        let files = Files(.system)
        do { try await unpack(record, from: tree, to: new, site) } catch {
            try? files.removeTree(new)
            throw error
        }
        // Whoever the service runs as goes on writing to it.
        if let live = files.status(path) { try files.createEmpty(new, like: live) }
        var place = Exchange.Place(live: path, new: new, volume: nil)
        place.companions = Self.companions
        return place
    }

    private func unpack(_ record: ItemRecord, from tree: BackupTree, to path: String, _ site: Site) async throws {
        let title = "\(record.kind) \(record.name)"
        guard let database = record.databases.first else {
            throw Failure(.invalidInput, "\(title) has no database in it")
        }
        try Files(.system).removeTree(path)
        let copy = try await Command("cat", inherited: ["PATH"]).move(.file(tree.path(database.file)), to: path)
        try copy.require("\(title) cannot be copied to \(path)", site)
        let found = try await Self.contents(of: path, database.file, title, site)
        try database.require(found, title)
    }
}
