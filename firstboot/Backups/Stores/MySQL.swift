import Host
import Installation
import Plan
import Text

/// MySQL and MariaDB: each database as a script of `mysqldump`, in one transaction while others write.
///
/// mysqldump shares its snapshot with no other session. So the rows are counted in the dump itself, and its last line
/// shows that it is whole.
struct MySQL: ItemStore {
    private let server: Backup.Server
    private let password: String?

    init(_ server: Backup.Server, _ password: String?) {
        self.server = server
        self.password = password
    }

    /// The password comes from the container's own variables, or is the first line of standard input. It goes to the
    /// program in an option file that is a pipe, never in an argument or a variable.
    ///
    /// Source: the variables of docker.io/mysql and docker.io/mariadb; "Using Option Files" in MySQL's manual.
    private static let script = #"""
        user=$1
        given=$2
        program=$3
        shift 3
        value() {
            for name in "MARIADB_$1" "MYSQL_$1"; do
                eval "file=\${${name}_FILE-} text=\${$name-}"
                if [ -n "$file" ]; then cat "$file"; return; fi
                if [ -n "$text" ]; then printf %s "$text"; return; fi
            done
        }
        if [ "$given" = given ]; then IFS= read -r password
        elif [ -z "$user" ] || [ "$user" = root ]; then password=$(value ROOT_PASSWORD)
        elif [ "$user" = "$(value USER)" ]; then password=$(value PASSWORD)
        else password=; fi
        escaped=$(printf %s "$password" | sed 's/\\/\\\\/g')
        # MariaDB 11 has only names of its own, and MySQL has none of them.
        case $program in
            client) new=mariadb old=mysql ;;
            dump) new=mariadb-dump old=mysqldump ;;
        esac
        if command -v $new >/dev/null; then program=$new; else program=$old; fi
        unset MYSQL_PWD MYSQL_HOST
        exec $program --defaults-extra-file=/dev/fd/3 "$@" 3<<END
        [client]
        user="${user:-root}"
        password="$escaped"
        END
        """#

    /// - Parameter program: `client` or `dump`.
    private func command(_ program: String, _ arguments: [String], _ shell: ContainerShell, asRoot: Bool = false)
        -> Command
    {
        shell.command(
            Self.script,
            [asRoot ? "" : server.user ?? "", password == nil || asRoot ? "" : "given", program] + arguments)
    }

    private var input: CommandInput { .bytes(Array((password.map { $0 + "\n" } ?? "").utf8)) }

    func ask(_ sql: String, _ shell: ContainerShell, _ site: Site, asRoot: Bool = false) async throws
        -> [String]
    {
        let line = asRoot ? "" : password.map { $0 + "\n" } ?? ""
        // Without --raw, names and statements with a backslash would have two of them.
        let (result, lines) = try await command(
            "client", ["--batch", "--raw", "--skip-column-names"], shell, asRoot: asRoot
        )
        .answer(.bytes(Array("\(line)\(sql);\n".utf8)))
        try result.require("the service \(server.service) does not answer", site, help: Self.advice)
        return lines
    }

    private static let advice =
        "`user` of the item in app.yaml must be allowed to read all of it; without it the container's root is used"

    static func quoted(_ name: String) -> String { "`\(name.escaping(["`": "``"]))`" }
    static func literal(_ text: String) -> String {
        "'\(text.escaping(["\\": "\\\\", "'": "''"]))'"
    }

    private func databases(_ shell: ContainerShell, _ site: Site) async throws -> [String] {
        if let database = server.database { return [database] }
        return try await ask("SHOW DATABASES", shell, site).filter { !Self.own.contains($0) }
    }

    private static let own = ["information_schema", "performance_schema", "mysql", "sys"]

    func others(than record: ItemRecord, _ site: Site) async throws -> [String] {
        if server.database == nil { return [] }
        let shell = ContainerShell(id: try site.running(server.service, for: "mysql \(server.service)").id)
        let sql = "SELECT DISTINCT table_schema FROM information_schema.tables ORDER BY 1"
        // The item's user may not see them all.
        let found: [String]
        do { found = try await ask(sql, shell, site, asRoot: true) } catch { found = try await ask(sql, shell, site) }
        let known = Self.own + record.databases.map(\.name)
        return found.filter { !known.contains($0) }
    }

    func size(_ site: Site) async throws -> Int64 {
        let shell = ContainerShell(id: try site.running(server.service, for: "mysql \(server.service)").id)
        let sql = "SELECT coalesce(sum(data_length + index_length), 0) FROM information_schema.tables"
        return try await ask(sql, shell, site).first.flatMap { Int64($0.prefix(while: \.isNumber)) } ?? 0
    }

    func copy(_ item: Backup.Item, to tree: BackupTree, _ site: Site) async throws -> ItemRecord {
        let shell = ContainerShell(id: try site.running(server.service, for: item.title).id)
        var record = ItemRecord(item)
        record.version = try await ask("SELECT version()", shell, site).first
        for (number, name) in try await databases(shell, site).enumerated() {
            let file = "dumps/\(item.name).\(number + 1).sql"
            // Without the time of the dump, the same data gives the same bytes, and a repository stores them once.
            let flags = [
                "--single-transaction", "--quick", "--routines", "--events", "--triggers", "--no-tablespaces",
                "--hex-blob", "--add-drop-database", "--skip-dump-date", "--databases", "--", name,
            ]
            let result = try await command("dump", flags, shell).move(input, to: tree.path(file))
            try result.require(
                "\(item.title): the dump of the database \(name) failed with exit code \(result.status)", site,
                help: Self.advice)
            let rows = DumpedRows()
            _ = try site.machine.files.readParts(of: "\(tree.folder)/\(file)") { rows.add($0) }
            guard rows.isComplete else {
                throw Failure(.unavailable, "\(item.title): the dump of the database \(name) ends early")
            }
            var database = DatabaseRecord(name: name, file: file)
            // Tables without rows are in it too.
            for table in rows.tables { database.rows[table] = rows.counts[table] ?? 0 }
            record.databases.append(database)
            record.files.append(try tree.record(file))
        }
        guard record.databases.contains(where: { !$0.rows.isEmpty }) else {
            throw Failure(
                .unavailable, "\(item.title): there is no table in \(server.database ?? "any database")",
                help: "an empty database is no backup: check `backup` in app.yaml, and that the app has started once")
        }
        let users = "dumps/\(item.name)\(Self.usersFile)"
        if let accounts = await MySQLAccounts(of: self, shell, site) {
            try tree.write(users, Array(try await accounts.script(shell, site).utf8))
            record.files.append(try tree.record(users))
        } else {
            site.machine.note(
                "its users and their rights are not copied: neither \(server.user ?? "root") nor root may read them")
        }
        return record
    }

    func prove(_ record: ItemRecord, in tree: BackupTree, _ site: Site) async throws {
        try await trial(record, site).run { shell in try await load(record, from: tree, shell, site) }
    }

    func renew(_ record: ItemRecord, from tree: BackupTree, _ site: Site) async throws -> Exchange.Place {
        let (new, target) = try await trial(record, site).keepingData { shell in
            // The users that are loaded last have the passwords of the backup.
            try await waitUntilReady(shell)
            let folder = try await ask("SELECT @@datadir", shell, site, asRoot: true).first ?? ""
            try await load(record, from: tree, shell, site)
            return folder
        }
        guard let container = site.container(server.service), let live = site.place(of: target, in: container) else {
            throw Failure(.unavailable, "the service \(server.service) keeps no data at \(target)")
        }
        return try await Exchange.Place.taking(new, for: live.path, volume: live.volume, site)
    }

    private func trial(_ record: ItemRecord, _ site: Site) throws -> Trial {
        try Trial(site, service: server.service, title: "\(record.kind) \(record.name)")
    }

    /// During the image's first start, the server does not listen at a port.
    private func waitUntilReady(_ shell: ContainerShell) async throws {
        try await shell.waitUntil(
            Self.script, ["", "", "client", "--protocol=tcp", "--host=127.0.0.1", "--execute=SELECT 1"])
    }

    private func load(_ record: ItemRecord, from tree: BackupTree, _ shell: ContainerShell, _ site: Site) async throws {
        let title = "\(record.kind) \(record.name)"
        try await waitUntilReady(shell)
        for database in record.databases {
            let result = try await command("client", [], shell, asRoot: true).move(.file(tree.path(database.file)))
            try result.require("\(title): the copy of the database \(database.name) cannot be loaded", site)
            var found = DatabaseRecord(name: database.name, file: database.file)
            let list =
                "SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema = "
            for table in try await ask(list + Self.literal(database.name), shell, site, asRoot: true) {
                let place = "\(Self.quoted(database.name)).\(Self.quoted(table))"
                let count = try await ask("SELECT count(*) FROM \(place)", shell, site, asRoot: true).first
                found.rows[table] = count.flatMap { Int64($0) }
            }
            try database.require(found, title)
        }
        for file in record.files where file.path.hasSuffix(Self.usersFile) {
            // Rights may name tables that are gone or of a database that is not in the backup.
            let result = try await command("client", ["--force"], shell, asRoot: true).move(.file(tree.path(file.path)))
            try MySQLAccounts.requireLoaded(result, title)
        }
    }

    private static let usersFile = ".users.sql"
}
