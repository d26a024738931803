import Host
import Installation
import JSON
import Text

/// How PostgreSQL's programs are called in the container, and what they are asked.
struct PostgresSession: Sendable {
    /// nil for the container's administrator.
    let user: String?
    let password: String?

    /// The password comes from the container's own variables, or is the first line of standard input.
    ///
    /// Source: the variables of docker.io/postgres.
    private static let script = #"""
        user=$1
        given=$2
        shift 2
        if [ -z "$user" ] && [ -n "${POSTGRES_USER_FILE-}" ]; then user=$(cat "$POSTGRES_USER_FILE"); fi
        PGUSER=${user:-${POSTGRES_USER:-postgres}}
        if [ "$given" = given ]; then IFS= read -r PGPASSWORD
        elif [ -n "${POSTGRES_PASSWORD_FILE-}" ]; then PGPASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
        else PGPASSWORD=${POSTGRES_PASSWORD-}; fi
        unset PGOPTIONS PGDATABASE PGHOST PGPORT PGSERVICE
        PGAPPNAME=landfall-backup
        export PGUSER PGPASSWORD PGAPPNAME
        exec "$@"
        """#

    func command(_ program: [String], _ shell: ContainerShell) -> Command {
        shell.command(Self.script, [user ?? "", password == nil ? "" : "given"] + program)
    }

    /// What every program reads first.
    var input: CommandInput { .bytes(Array(passwordLine.utf8)) }
    private var passwordLine: String { password.map { $0 + "\n" } ?? "" }

    /// Ends the other sessions of this kind.
    static let endOthers = """
        SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
            WHERE application_name = 'landfall-backup' AND pid <> pg_catalog.pg_backend_pid()
        """

    private func psql(_ database: String) -> [String] {
        [
            "psql", "--no-psqlrc", "--no-password", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1",
            "--dbname", Self.connection(database),
        ]
    }

    /// A name with `=` or `://` in it would be read as a connection string.
    static func connection(_ database: String) -> String {
        let escaped = database.escaping(["\\": "\\\\", "'": "\\'"])
        return "dbname='\(escaped)'"
    }

    static func quoted(_ identifier: String) -> String { "\"\(identifier.escaping(["\"": "\"\""]))\"" }

    /// Runs one statement.
    ///
    /// - Returns: The first column of its rows.
    func ask(_ sql: String, of database: String, _ shell: ContainerShell, _ site: Site) async throws -> [String] {
        let input = Array("\(passwordLine)\(sql);\n".utf8)
        let (result, lines) = try await command(psql(database), shell).answer(.bytes(input))
        try result.require("PostgreSQL does not answer for the database \(database)", site, help: Postgres.advice)
        return lines
    }

    /// Opens a transaction in which everything is of one moment, and talks within it. Each answer is a line of JSON.
    func converse<Answer: Sendable>(
        with database: String, _ shell: ContainerShell, _ site: Site,
        _ body: @escaping @Sendable (Conversation, Answers) async throws -> Answer
    ) async throws -> Answer {
        do {
            let (result, answer) = try await command(psql(database), shell).converse { talk in
                talk.say(passwordLine + Self.begin)
                return try await body(talk, Answers(talk.lines))
            }
            try result.require("the session with the database \(database) failed", site)
            return answer
        } catch let failure as ConversationFailure {
            // Either side may know the reason.
            var cause = Failure(failure.cause)
            cause.details += (failure.result?.lastLines ?? []).suffix(5).map(site.shown)
            throw cause
        }
    }

    // An empty search path keeps functions that somebody has put into the database out of the way (CVE-2018-1058).
    private static let begin = """
        BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
        SET LOCAL search_path = '';
        SET LOCAL row_security = off;
        SET LOCAL statement_timeout = 0;
        SET LOCAL idle_in_transaction_session_timeout = 0;

        """

    static let sequences = """
        SELECT json_build_object('sequence', schemaname || '.' || sequencename, 'value', coalesce(last_value::text, ''))
            FROM pg_catalog.pg_sequences;

        """

    /// Counts the rows of each table with data of its own; what an extension brings is not in a dump.
    static let contents =
        sequences + """
            SELECT json_build_object('extension', extname) FROM pg_catalog.pg_extension;
            SELECT format('SELECT json_build_object(''table'', %L, ''rows'', count(*)) FROM ONLY %I.%I',
                    nspname || '.' || relname, nspname, relname)
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE relkind = 'r' AND relpersistence <> 't'
                    AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
                    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
                ORDER BY 1
            \\gexec

            """

    static let end = """
        SELECT json_build_object('end', true);
        COMMIT;

        """
}

/// The answers of a session, one by one.
actor Answers {
    private var lines: AsyncStream<String>.AsyncIterator

    init(_ lines: AsyncStream<String>) { self.lines = lines.makeAsyncIterator() }

    /// nil when the session has ended.
    func next() async -> JSONValue? {
        var lines = self.lines
        defer { self.lines = lines }
        while let line = await lines.next(isolation: self) {
            if let answer = try? JSONValue(parsing: Array(line.utf8)) { return answer }
        }
        return nil
    }

    /// Everything up to the end.
    func contents(of name: String, file: String) async throws -> DatabaseRecord {
        var record = DatabaseRecord(name: name, file: file)
        while let answer = await next() {
            if let table = answer["table"]?.asText, case .number(let rows)? = answer["rows"] {
                record.rows[table] = Int64(rows)
            } else if let sequence = answer["sequence"]?.asText, let value = answer["value"]?.asText {
                record.sequences[sequence, default: []].append(value)
            } else if let name = answer["extension"]?.asText {
                record.extensions.append(name)
            } else if answer["end"] != nil {
                record.extensions.sort()
                return record
            }
        }
        throw Failure(.unavailable, "the session with the database \(name) ended early")
    }
}
