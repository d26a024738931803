import Plan
import Shapes
import Text

/// The section `backup` of app.yaml.
extension AppYAML {
    static let backup = Shape.either([
        .object([
            Field(
                "schedule", .text(.schedule),
                "When machines make a backup by themselves: `hourly`, `daily`, `weekly`, `monthly`, or a time in UTC, as "
                    + "systemd's `OnCalendar=` takes it. Without it, only the owner makes one.",
                example: "daily"),
            Field("keep", keep, "Which backups stay when older ones are removed. The newest verified one always does."),
            Field("items", .list(backupItem), "The data.", required: true),
        ]),
        .list(backupItem),
    ])

    private static let keep: Shape = {
        let standard = Backup.Retention()
        let count = Shape.integer(0...1000)
        return .object([
            Field("last", count, "So many of the newest.", default: "\(standard.last)"),
            Field("daily", count, "The newest backup of a day, for so many days.", default: "\(standard.daily)"),
            Field("weekly", count, "The newest backup of a week, for so many weeks.", default: "\(standard.weekly)"),
            Field(
                "monthly", count, "The newest backup of a month, for so many months.", default: "\(standard.monthly)"),
        ])
    }()

    private static let backupItem = Shape.keyed(
        DatabaseKind.allCases.map { kind in
            Variant(name: kind.rawValue, summary: kind.summary, fields: server(kind) + common)
        } + [
            Variant(
                name: "sqlite", summary: "A SQLite database in a file, by SQLite's own copy.",
                fields: [
                    Field(
                        "sqlite", .text(.relativePath), "The file's path within the volume or folder.", required: true,
                        example: "app.db"),
                    Field(
                        "in", .text(), "A volume, or a folder as the compose file mounts it.", required: true,
                        example: "data"),
                ] + common),
            Variant(
                name: "volume", summary: "The files in a volume.",
                fields: [
                    Field("volume", .text(), "A volume of the compose file.", required: true, example: "uploads")
                ] + common),
            Variant(
                name: "path", summary: "The files in a folder of the machine, or one file.",
                fields: [
                    Field("path", .text(), "As the compose file mounts it.", required: true, example: "./data")
                ] + common),
            Variant(
                name: "without", summary: "What a backup can do without, such as a cache.",
                fields: [
                    Field(
                        "without", .text(), "A volume, or a folder as the compose file mounts it.", required: true,
                        example: "caddy_config")
                ]),
        ])

    private static func server(_ kind: DatabaseKind) -> [Field] {
        var fields = [Field(kind.rawValue, .text(), "The service it runs in.", required: true, example: kind.rawValue)]
        if kind.hasDatabases {
            fields.append(
                Field("database", .text(.databaseName), "The database.", default: "all of them", example: "echora"))
        }
        return fields + [
            Field(
                "user", .text(.databaseName), "The user to connect as.",
                default: "the one that the image's own variables name, or its administrator", example: "echora"),
            Field(
                "password", .template, "That user's password, as a secret.",
                default: "the one in the container's own variables", example: #""{{ secrets.DB_PASSWORD }}""#),
        ]
    }

    private static let common = [
        Field(
            "name", .text(.itemName), "What the backup and its commands call it.",
            default: "the service, the volume, or the last part of the path", example: "uploads"),
        Field(
            "stop", .list(.text()), "Services that do not run while it is copied.", default: "none",
            example: "[backend]"),
        Field("before", .object(command), "A command that runs before it is copied, such as one that stops writes."),
        Field(
            "after", .object(command),
            "The command that undoes `before`. It runs whatever happens in between, and must be safe to repeat."),
        Field(
            "deadline", .duration,
            "How long after `before` it may take until `after` runs all the same, and there is no backup.",
            default: "\(Backup.Item.defaultDeadline / 60)min"),
    ]
}

/// A database server that a backup knows how to copy: the key of its items in app.yaml.
public enum DatabaseKind: String, CaseIterable, Sendable {
    case postgres, mysql, mariadb, mongodb, redis

    var title: String {
        switch self {
        case .postgres: "PostgreSQL"
        case .mysql: "MySQL"
        case .mariadb: "MariaDB"
        case .mongodb: "MongoDB"
        case .redis: "Redis"
        }
    }

    var summary: String {
        switch self {
        case .postgres: "A PostgreSQL server's databases, by `pg_dump`."
        case .mysql: "A MySQL server's databases, by `mysqldump`."
        case .mariadb: "A MariaDB server's databases, by `mariadb-dump`."
        case .mongodb: "Not there yet: write `{ volume: VOLUME, stop: [SERVICE] }` for MongoDB's data."
        case .redis: "A Redis or Valkey server's keys, by its own snapshot."
        }
    }

    /// Whether machines can copy it; otherwise its files, while it does not run.
    public var isThere: Bool { self != .mongodb }

    var hasDatabases: Bool { self != .redis }

    func store(_ server: Backup.Server) -> Backup.Store {
        switch self {
        case .postgres: .postgres(server)
        case .mysql: .mysql(server)
        case .mariadb: .mariadb(server)
        case .mongodb: .mongodb(server)
        case .redis: .redis(server)
        }
    }

    /// The last part of the names of images that run it: the official ones, and those that are made from them.
    private var images: Set<String> {
        switch self {
        case .postgres:
            ["postgres", "postgresql", "postgis", "pgvector", "timescaledb", "timescaledb-ha", "pgautoupgrade"]
        case .mysql: ["mysql", "mysql-server", "community-server", "percona", "percona-server"]
        case .mariadb: ["mariadb", "linuxserver-mariadb"]
        case .mongodb: ["mongo", "mongodb", "mongodb-community-server", "percona-server-mongodb"]
        case .redis: ["redis", "redis-stack", "redis-stack-server", "valkey", "keydb"]
        }
    }

    /// Where images that run it keep its data.
    ///
    /// Source: the Dockerfiles of the official images, of Bitnami's, linuxserver.io's and Timescale's.
    private var folders: [String] {
        switch self {
        case .postgres: ["/var/lib/postgresql", "/bitnami/postgresql", "/home/postgres/pgdata"]
        case .mysql: ["/var/lib/mysql", "/bitnami/mysql"]
        case .mariadb: ["/var/lib/mysql", "/bitnami/mariadb", "/config"]
        case .mongodb: ["/data/db", "/data/configdb", "/bitnami/mongodb"]
        case .redis: ["/data", "/bitnami/redis", "/bitnami/valkey"]
        }
    }

    /// Whether a folder of its container holds what a dump has.
    public func keepsData(at target: String) -> Bool { folders.contains { target.isWithin($0) } }

    /// The server that an image runs; nil where its name says none.
    public static func of(image: String) -> DatabaseKind? {
        guard let name = ImageReference(image).path.split(separator: "/").last.map(String.init) else { return nil }
        return allCases.first { $0.images.contains(name) }
    }
}
