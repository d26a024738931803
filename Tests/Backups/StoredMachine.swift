import Foundation
import Host
import Plan
import TestSupport
import Testing

/// A machine in a folder, with a database and a folder of files in the real engine.
struct StoredMachine: Sendable {
    let folder = TemporaryFolder()
    let project: String
    let plan: Plan
    let binary: String

    static let compose = """
        services:
          db:
            image: postgres:17
            environment: {POSTGRES_USER: app, POSTGRES_PASSWORD: "${KEY}", POSTGRES_DB: app}
            volumes: ["rows:/var/lib/postgresql/data"]
            healthcheck: {test: [CMD, pg_isready, --host=127.0.0.1], interval: 1s, retries: 60}
          web:
            image: postgres:17
            # A file with which it ends.
            entrypoint: [sh, -c, "test ! -e /srv/poison && exec sleep infinity"]
            stop_signal: SIGKILL
            volumes: ["files:/srv"]
        volumes: {rows: {}, files: {}}
        """

    /// - Parameters:
    ///   - items: What is backed up.
    ///   - compose: The compose file.
    ///   - services: Its services.
    ///   - change: What else its plan has.
    init(
        _ items: [Backup.Item], compose: String = StoredMachine.compose,
        services: [Service] = [
            Service(name: "db", image: "postgres:17", hasHealthcheck: true), Service(name: "web", image: "postgres:17"),
        ], change: (inout Plan) -> Void = { _ in }
    ) async throws {
        project = "landfall-backup-\(UUID().uuidString.prefix(6).lowercased())"
        var plan = Self.plan(project, "1.0.0", items, compose, services)
        change(&plan)
        self.plan = plan
        binary = try Executables.stamped(plan, in: folder)
        try folder.write("root/etc/machine-id", String(repeating: "a", count: 32) + "\n")
        let first = try await run("provision", "--console", "-")
        try #require(first.status == 0, "\(first.lastLines)")
    }

    private static func plan(
        _ project: String, _ version: String, _ items: [Backup.Item], _ compose: String, _ services: [Service]
    ) -> Plan {
        let stack = Stack(
            project: project, composeFile: "compose.yml",
            files: [StackFile(path: "compose.yml", content: .verbatim(Array(compose.utf8)))],
            services: services, volumes: ["rows", "files"])
        var plan = Plan(
            app: App(name: "demo", title: "Demo", version: version), provider: "generic", stack: stack)
        plan.settle = 0
        plan.secrets = [SecretSpec(name: "KEY", recipe: .hex(bytes: 16))]
        plan.environment = [EnvironmentEntry(name: "KEY", value: Template([.secret("KEY")]))]
        plan.backup = Backup(items: items)
        plan.credentials.lines = [
            .init(label: "Address", value: Template([.machine(.address)])),
            .init(label: "Key", value: Template([.secret("KEY")])),
        ]
        return plan
    }

    /// Puts the program of another release in the place of this one.
    func install(_ version: String, _ items: [Backup.Item], compose: String, services: [Service]) throws {
        _ = try Executables.stamped(Self.plan(project, version, items, compose, services), in: folder)
    }

    /// A machine on which nothing has run yet. The other one must be gone by then, with its containers and volumes.
    init(after lost: StoredMachine, _ change: (inout Plan) -> Void = { _ in }) throws {
        project = lost.project
        var plan = lost.plan
        change(&plan)
        self.plan = plan
        binary = try Executables.stamped(plan, in: folder)
        try folder.write("root/etc/machine-id", String(repeating: "b", count: 32) + "\n")
    }

    func run(_ verb: String, _ flags: String...) async throws -> CommandResult { try await run(verb, flags) }

    func run(_ verb: String, _ flags: [String]) async throws -> CommandResult {
        try await Command(binary, [verb, "--root", folder.file("root")] + flags).run()
    }

    var key: String { get throws { try secret("KEY") } }

    func secret(_ name: String) throws -> String {
        struct File: Decodable { var values: [String: String] }
        let text = try folder.read("root/var/lib/landfall/demo/secrets.json")
        return try #require(JSONDecoder().decode(File.self, from: Data(text.utf8)).values[name])
    }

    /// Runs restic on the machine's own repository, as its owner may.
    @discardableResult func restic(_ arguments: String...) async throws -> CommandResult {
        try await restic(arguments)
    }

    @discardableResult func restic(_ arguments: [String]) async throws -> CommandResult {
        let environment = [
            "RESTIC_REPOSITORY": folder.file("root/var/lib/landfall/demo/backups/repository"),
            "RESTIC_PASSWORD": try secret("backups.key"), "TZ": "UTC",
        ]
        let result = try await Command(
            try #require(Tool.path(of: "restic")), arguments, folder: folder.path, environment: environment
        ).run()
        try #require(result.status == 0, "\(arguments): \(result.lastLines)")
        return result
    }

    /// The name and whether it was restored, of each backup in the repository.
    func backups() async throws -> [String: Bool] {
        struct List: Decodable { var backups: [Row] }
        struct Row: Decodable {
            var name: String
            var isVerified: Bool
        }
        let result = try await run("restore", "--list", "--json")
        let text = result.lastLines.drop { $0 != "{" }.joined(separator: "\n")
        let list = try JSONDecoder().decode(List.self, from: Data(text.utf8))
        return Dictionary(list.backups.map { ($0.name, $0.isVerified) }) { $1 }
    }

    func container(_ service: String) -> String { "\(project)-\(service)-1" }

    /// Runs a shell script in a service's container.
    @discardableResult func shell(_ service: String, _ script: String) async throws -> [String] {
        let result = try await Command("docker", ["exec", container(service), "sh", "-ec", script]).run()
        try #require(result.status == 0, "\(result.lastLines)")
        return result.lastLines
    }

    @discardableResult func sql(_ statements: String, of database: String = "app") async throws -> [String] {
        let arguments = ["exec", "--interactive", container("db"), "psql", "-U", "app", "-d", database, "-XqAt"]
        let result = try await Command("docker", arguments + ["-v", "ON_ERROR_STOP=1"]).run(
            input: Array(statements.utf8))
        try #require(result.status == 0, "\(result.lastLines)")
        return result.lastLines
    }

    /// Fills both with what is hard to copy. The numbers are the same in each run.
    func fill() async throws {
        try await sql(Self.rows)
        try await shell("web", Self.files)
    }

    /// Puts a script in the place of a program in the database's container, with the program itself as `$real`.
    func replace(_ program: String, by script: String) async throws {
        let path = "/usr/lib/postgresql/17/bin/\(program)"
        try await shell(
            "db",
            """
            test -e \(path).real || mv \(path) \(path).real
            cat >\(path) <<'END'
            #!/bin/sh
            real=\(path).real
            # Other programs ask for the version.
            case $1 in -V | --version) exec "$real" "$1" ;; esac
            \(script)
            END
            chmod 755 \(path)
            """)
    }

    /// What a run has left that it should have removed.
    func leftovers() async throws -> [String] {
        let label = "label=landfall.trial=\(project)"
        let containers = try await RealEngine.lines("ps", "--all", "--quiet", "--filter", label)
        let volumes = try await RealEngine.lines("volume", "ls", "--quiet", "--filter", label)
        let making = folder.file("root/var/lib/landfall/demo/backups/making")
        let trees = (try? FileManager.default.contentsOfDirectory(atPath: making)) ?? []
        return containers + volumes + trees
    }

    func takeAway() async throws { try await RealEngine.takeAway(project: project) }

    private static let rows = """
        SELECT setseed(0.25);
        CREATE EXTENSION pg_trgm;
        CREATE ROLE reader LOGIN PASSWORD 'reads';
        ALTER DATABASE app SET work_mem = '7MB';
        CREATE TABLE items (id serial PRIMARY KEY, name text, body bytea, at timestamptz DEFAULT now());
        INSERT INTO items (name, body, at) SELECT 'item ' || i || chr(233), decode(md5(random()::text), 'hex'), '2026-01-01'
            FROM generate_series(1, 5000) i;
        CREATE TABLE "odd ""name"" of; it" (a int);
        INSERT INTO "odd ""name"" of; it" VALUES (1), (2);
        CREATE TABLE parts (id int, kind text) PARTITION BY LIST (kind);
        CREATE TABLE parts_a PARTITION OF parts FOR VALUES IN ('a');
        CREATE TABLE parts_b PARTITION OF parts FOR VALUES IN ('b');
        INSERT INTO parts SELECT i, CASE WHEN i % 3 = 0 THEN 'a' ELSE 'b' END FROM generate_series(1, 300) i;
        CREATE TABLE parent (a int);
        CREATE TABLE child (b int) INHERITS (parent);
        INSERT INTO parent VALUES (1);
        INSERT INTO child VALUES (2, 2), (3, 3);
        CREATE TABLE hidden (owner text);
        INSERT INTO hidden VALUES ('nobody'), ('somebody');
        ALTER TABLE hidden ENABLE ROW LEVEL SECURITY;
        GRANT SELECT ON items TO reader;
        CREATE MATERIALIZED VIEW few AS SELECT id FROM items WHERE id % 1000 = 0;
        CREATE FUNCTION twice(a int) RETURNS int LANGUAGE sql AS 'SELECT 2 * a';
        SELECT lo_from_bytea(0, 'a large object');
        """

    private static let files = """
        cd /srv
        echo text >'a file with spaces'
        echo -n >'-rf'
        ln 'a file with spaces' hard
        ln -s /etc/passwd absolute
        ln -s ../../up relative
        mkfifo pipe
        truncate --size=64M sparse
        printf end >>sparse
        mkdir -m 1777 folder
        seq 1 100000 >folder/numbers
        printf x >"folder/$(printf 'new\\nline')"
        chown 4711:4712 folder/numbers
        chmod 4751 folder/numbers
        touch -d 2001-02-03 folder/numbers
        """
}

extension Backup.Item {
    /// The database of the stack's server.
    static func database(_ name: String) -> Backup.Item {
        Backup.Item(name: "db", store: .postgres(.init(service: "db", database: name, user: "app")))
    }

    static let files = Backup.Item(name: "files", store: .volume("files"))
}
