/// What backups of the app hold, when they are made, and which of them are kept.
public struct Backup: Codable, Equatable, Sendable {
    /// In the order of app.yaml; one moment for all of them.
    public var items: [Item]
    /// When the machine makes one by itself, as systemd's `OnCalendar=` takes it; nil for never.
    public var schedule: String?
    public var keep: Retention

    public init(items: [Item] = [], schedule: String? = nil, keep: Retention = Retention()) {
        self.items = items
        self.schedule = schedule
        self.keep = keep
    }
}

extension Backup {
    /// One database, volume, or folder.
    public struct Item: Codable, Equatable, Sendable {
        /// Names it in the backup's tree and in commands: letters, digits, `.`, `_` and `-`. No two items share one.
        public var name: String
        public var store: Store
        /// Services that do not run while the item is copied.
        public var stop: [String]
        /// Runs before the item is copied, such as a command that stops writes.
        public var before: ServiceCommand?
        /// Runs after it, whatever happened in between.
        public var after: ServiceCommand?
        /// Seconds until `after` runs at the latest, also if the copy is not done.
        public var deadline: Int

        public static let defaultDeadline = 600

        public init(
            name: String, store: Store, stop: [String] = [], before: ServiceCommand? = nil,
            after: ServiceCommand? = nil, deadline: Int = Item.defaultDeadline
        ) {
            self.name = name
            self.store = store
            self.stop = stop
            self.before = before
            self.after = after
            self.deadline = deadline
        }
    }

    /// What an item is, and so how it is copied and brought back.
    public enum Store: Codable, Equatable, Sendable {
        case postgres(Server)
        case mysql(Server)
        case mariadb(Server)
        case mongodb(Server)
        /// Valkey too, which speaks the same protocol.
        case redis(Server)
        /// A database file at `path` within a volume or a bound folder of the compose file.
        case sqlite(source: String, path: String)
        /// By its name in the compose file.
        case volume(String)
        /// A bound folder or file of the machine, as the compose file names it.
        case path(String)
    }

    /// A database server, which runs as a service of the stack.
    public struct Server: Codable, Equatable, Sendable {
        public var service: String
        /// nil for all of its databases.
        public var database: String?
        /// nil for the one that the container's own variables name, or else the server's administrator.
        public var user: String?
        /// nil where the container's own variables have it, or the server asks for none.
        public var password: Template?

        public init(service: String, database: String? = nil, user: String? = nil, password: Template? = nil) {
            self.service = service
            self.database = database
            self.user = user
            self.password = password
        }
    }

    /// Which backups are kept when older ones are removed: the newest `last`, and the newest of each of so many days,
    /// weeks and months. The newest verified one always stays.
    public struct Retention: Codable, Equatable, Sendable {
        public var last: Int
        public var daily: Int
        public var weekly: Int
        public var monthly: Int

        /// Without a word in app.yaml: a week of days, a month of weeks, half a year of months.
        public init(last: Int = 0, daily: Int = 7, weekly: Int = 4, monthly: Int = 6) {
            self.last = last
            self.daily = daily
            self.weekly = weekly
            self.monthly = monthly
        }
    }
}

extension Backup.Store {
    /// nil for files.
    public var server: Backup.Server? {
        switch self {
        case .postgres(let server), .mysql(let server), .mariadb(let server), .mongodb(let server), .redis(let server):
            server
        case .sqlite, .volume, .path: nil
        }
    }

    /// The volume or folder that it is in, as the compose file calls it; nil for a server's.
    public var source: String? {
        switch self {
        case .sqlite(let source, _), .volume(let source), .path(let source): source
        default: nil
        }
    }
}

extension Backup {
    /// What every app with a backup asks a new machine's owner beside its own parameters: where the backup of a lost
    /// machine is.
    public static let recoverySource = Parameter(
        name: "restore_from", kind: .string, label: "Restore from",
        help: "Only after the loss of a machine: the restic repository with its backups.",
        example: "s3:https://s3.example.com/my-backups", isRequired: false)
    public static let recoveryKeys = Parameter(
        name: "restore_keys", kind: .apiToken, label: "Keys to restore",
        help: "RESTIC_PASSWORD=KEY with the lost machine's backup key, and access keys, with spaces between them.",
        isRequired: false)

    /// Empty where there is nothing to back up.
    public var recoveryParameters: [Parameter] { items.isEmpty ? [] : [Self.recoverySource, Self.recoveryKeys] }
}
