import Host
import Plan
import TestSupport
import Testing

/// A machine with a MariaDB, a Redis with an append-only file, and a volume for a SQLite database.
enum OtherStores {
    static let compose = """
        services:
          db:
            image: landfall-test/mariadb:11
            environment:
              MARIADB_ROOT_PASSWORD: 'ro"ot\\${KEY}'
              MARIADB_DATABASE: app
              MARIADB_USER: app
              MARIADB_PASSWORD: "${KEY}"
            volumes: ["rows:/var/lib/mysql"]
            healthcheck:
              test: [CMD-SHELL, 'mariadb -h 127.0.0.1 -uapp -p"$$MARIADB_PASSWORD" -e "SELECT 1" app']
              interval: 1s
              retries: 90
          cache:
            image: landfall-test/redis:8
            command: [redis-server, --appendonly, "yes", --requirepass, "${KEY}"]
            volumes: ["keys:/data"]
          web:
            image: postgres:17
            entrypoint: [sleep, infinity]
            stop_signal: SIGKILL
            volumes: ["files:/srv"]
        volumes: {rows: {}, keys: {}, files: {}}
        """

    static let items = [
        Backup.Item(name: "db", store: .mariadb(.init(service: "db", database: "app"))),
        Backup.Item(
            name: "cache", store: .redis(.init(service: "cache", password: Template([.secret("KEY")])))),
        Backup.Item(name: "local", store: .sqlite(source: "files", path: "data/app.db")),
    ]

    static func machine(_ items: [Backup.Item] = items) async throws -> StoredMachine {
        try await StoredMachine(
            items, compose: compose,
            services: [
                Service(name: "db", image: "landfall-test/mariadb:11", hasHealthcheck: true),
                Service(name: "cache", image: "landfall-test/redis:8"), Service(name: "web", image: "postgres:17"),
            ])
    }

    static func mariadb(_ machine: StoredMachine, _ sql: String, asRoot: Bool = false) async throws -> [String] {
        let login = asRoot ? #"-uroot -p"$MARIADB_ROOT_PASSWORD""# : #"-uapp -p"$MARIADB_PASSWORD""#
        let client = ["exec", "-i", machine.container("db"), "sh", "-c", "exec mariadb \(login) -BN app"]
        let result = try await Command("docker", client).run(input: Array(sql.utf8))
        try #require(result.status == 0, "\(result.lastLines)")
        return result.lastLines
    }
}
