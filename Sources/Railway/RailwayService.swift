import Plan

/// A service that Railway builds from the app's source.
public struct RailwayService: Equatable, Sendable {
    /// As railway.json calls what happens when the program ends. Source: https://railway.com/railway.schema.json.
    public enum RestartPolicy: String, Sendable {
        case always = "ALWAYS"
        case onFailure = "ON_FAILURE"
        case never = "NEVER"
    }

    public struct Variable: Equatable, Sendable {
        public var name: String
        public var value: Template

        public init(name: String, value: Template) {
            self.name = name
            self.value = value
        }
    }

    public var name: String
    /// The folder that it is built of, relative to the Compose file's.
    public var context: String
    /// Relative to the context.
    public var dockerfile: String
    /// The program and its arguments; nil for the image's own.
    public var command: [String]?
    /// What answers a GET when the service works.
    public var healthPath: String?
    /// How long that may take, in seconds.
    public var healthTimeout: Int?
    public var restartPolicy = RestartPolicy.onFailure
    public var variables: [Variable] = []
    /// Where it keeps data in its container.
    public var dataFolders: [String] = []

    public init(name: String, context: String, dockerfile: String) {
        self.name = name
        self.context = context
        self.dockerfile = dockerfile
    }
}

/// A service of the Compose file that is an image of others, so that Railway builds nothing for it.
public struct NeighbourService: Equatable, Sendable {
    public var name: String
    public var image: String
    /// The secrets that it is given.
    public var secrets: Set<String>

    public init(name: String, image: String, secrets: Set<String> = []) {
        self.name = name
        self.image = image
        self.secrets = secrets
    }

    /// What Railway has in its place, and the variable with its address.
    /// Source: docs.railway.com, "Databases": each of the four says by which variable it is reached.
    var managed: (title: String, reference: String)? {
        let name = image.split(separator: "/").last?.prefix { $0 != ":" && $0 != "@" } ?? ""
        return switch name {
        case "postgres", "postgresql": ("PostgreSQL", "${{Postgres.DATABASE_URL}}")
        case "redis", "valkey": ("Redis", "${{Redis.REDIS_URL}}")
        case "mysql", "mariadb": ("MySQL", "${{MySQL.MYSQL_URL}}")
        case "mongo", "mongodb": ("MongoDB", "${{MongoDB.MONGO_URL}}")
        default: nil
        }
    }
}

/// The app as Railway would run it.
public struct RailwayProject: Equatable, Sendable {
    public var services: [RailwayService]
    public var neighbours: [NeighbourService]

    public init(services: [RailwayService], neighbours: [NeighbourService]) {
        self.services = services
        self.neighbours = neighbours
    }
}
