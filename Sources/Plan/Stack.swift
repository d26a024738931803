/// The Docker Compose stack and the files that lie beside it in /opt/NAME.
public struct Stack: Codable, Equatable, Sendable {
    /// The Compose project's name: the app's on a machine, one of its own in a simulation.
    public var project: String
    /// The compose file's name within /opt/NAME.
    public var composeFile: String
    /// Those that Compose merges over it, in this order.
    public var overlays: [String] = []
    /// The compose file itself and its overlays among them.
    public var files: [StackFile]
    /// Those that are declared; the folders that files lie in are made for them, and are root's.
    public var folders: [StackFolder]
    public var services: [Service]
    /// Volumes that hold data, by their names in the compose file.
    public var volumes: [String]
    /// What the engine calls those of them that Compose does not name after the project: external ones, and those with
    /// a `name:` of their own.
    public var volumeNames: [String: Template] = [:]
    public var mounts: [StackMount] = []
    /// The service that runs on while an update has stopped the others, and answers with a page of its own meanwhile.
    public var maintenance: String?
    /// What the machine's edge passes on to it; nil where the app publishes its ports itself.
    public var edge: Edge?
    /// What two instances of the app on one machine would both want, each with its place in the publisher's file; the
    /// machine adds no instance then.
    public var collisions: [String] = []

    public init(
        project: String, composeFile: String, files: [StackFile], folders: [StackFolder] = [],
        services: [Service] = [], volumes: [String] = []
    ) {
        self.project = project
        self.composeFile = composeFile
        self.files = files
        self.folders = folders
        self.services = services
        self.volumes = volumes
    }

    /// A plan that an older release has stamped has no folders, mounts and overlays.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        project = try container.decode(String.self, forKey: .project)
        composeFile = try container.decode(String.self, forKey: .composeFile)
        overlays = try container.decodeIfPresent([String].self, forKey: .overlays) ?? []
        files = try container.decode([StackFile].self, forKey: .files)
        folders = try container.decodeIfPresent([StackFolder].self, forKey: .folders) ?? []
        services = try container.decode([Service].self, forKey: .services)
        volumes = try container.decode([String].self, forKey: .volumes)
        volumeNames = try container.decodeIfPresent([String: Template].self, forKey: .volumeNames) ?? [:]
        mounts = try container.decodeIfPresent([StackMount].self, forKey: .mounts) ?? []
        maintenance = try container.decodeIfPresent(String.self, forKey: .maintenance)
        edge = try container.decodeIfPresent(Edge.self, forKey: .edge)
        collisions = try container.decodeIfPresent([String].self, forKey: .collisions) ?? []
    }

    private enum CodingKeys: CodingKey {
        case project, composeFile, overlays, files, folders, services, volumes, volumeNames, mounts, maintenance, edge,
            collisions
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(project, forKey: .project)
        try container.encode(composeFile, forKey: .composeFile)
        if !overlays.isEmpty { try container.encode(overlays, forKey: .overlays) }
        try container.encode(files, forKey: .files)
        if !folders.isEmpty { try container.encode(folders, forKey: .folders) }
        try container.encode(services, forKey: .services)
        try container.encode(volumes, forKey: .volumes)
        if !volumeNames.isEmpty { try container.encode(volumeNames, forKey: .volumeNames) }
        if !mounts.isEmpty { try container.encode(mounts, forKey: .mounts) }
        try container.encodeIfPresent(maintenance, forKey: .maintenance)
        try container.encodeIfPresent(edge, forKey: .edge)
        if !collisions.isEmpty { try container.encode(collisions, forKey: .collisions) }
    }
}

extension Stack {
    /// The machine's ports that lead to the app, by the services' names; those of the edge among them.
    public var ports: [(service: String, port: PublishedPort)] {
        services.flatMap { service in service.ports.map { (service: service.name, port: $0) } }
            + (edge?.ports ?? []).map { (service: "edge", port: $0) }
    }

    /// The images that a machine needs, of the services and of the edge, by name and sorted. A name may contain a Compose
    /// variable.
    public var images: [String] { Set(services.compactMap(\.image) + [edge?.image].compactMap(\.self)).sorted() }

    /// What Compose is given, in order, before the owner's own override.
    public var composeFiles: [String] { [composeFile] + overlays }

    /// The names by which Compose finds an override file beside the compose file, the one that it prefers first. On a
    /// machine such a file is its owner's.
    ///
    /// Source: compose-spec/compose-go, cli/options.go, `DefaultOverrideFileNames`.
    public static let overrideNames = [
        "compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml",
    ]
}

/// What the machine's side must know of a service in the compose file.
public struct Service: Codable, Equatable, Sendable {
    public var name: String
    public var image: String?
    public var hasHealthcheck: Bool
    /// It runs once and exits 0 (`restart: "no"`, or others wait for its `service_completed_successfully`).
    public var isOneShot: Bool
    public var ports: [PublishedPort]
    /// Whether it has profiles of which none is sure to be on, so that only the machine knows whether it starts; nil where
    /// it starts in any case.
    public var mayBeOff: Bool?

    public init(
        name: String, image: String?, hasHealthcheck: Bool = false, isOneShot: Bool = false, ports: [PublishedPort] = []
    ) {
        self.name = name
        self.image = image
        self.hasHealthcheck = hasHealthcheck
        self.isOneShot = isOneShot
        self.ports = ports
    }
}

/// A container's port that the machine passes on.
public struct PublishedPort: Codable, Equatable, Sendable {
    /// nil where every address of the machine is meant.
    public var address: String?
    /// On the machine.
    public var port: Int
    public var containerPort: Int
    public var transport: PortRule.Transport

    /// Whether nobody but the machine itself reaches it.
    public var isLoopback: Bool {
        address.map { $0.hasPrefix("127.") || $0 == "::1" || $0 == "localhost" } ?? false
    }

    public init(address: String? = nil, port: Int, containerPort: Int, transport: PortRule.Transport) {
        self.address = address
        self.port = port
        self.containerPort = containerPort
        self.transport = transport
    }
}

/// One line of `.env`, which Compose interpolates into the compose file.
public struct EnvironmentEntry: Codable, Equatable, Sendable {
    public var name: String
    public var value: Template
    public init(name: String, value: Template) {
        self.name = name
        self.value = value
    }
}

/// A condition that must hold before the app counts as ready.
public struct ReadyCheck: Codable, Equatable, Sendable {
    public enum Probe: Codable, Equatable, Sendable {
        /// Answers a GET with a status from 200 to 399.
        case http(url: Template)
        /// Accepts a connection, as `host:port`.
        case tcp(address: String)
    }
    public var probe: Probe
    /// Seconds until it counts as failed.
    public var within: Int
    public init(probe: Probe, within: Int = 300) {
        self.probe = probe
        self.within = within
    }
}

/// A command run in a service's container with `docker compose exec`.
public struct ServiceCommand: Codable, Equatable, Sendable {
    public var service: String
    public var run: [String]
    public init(service: String, run: [String]) {
        self.service = service
        self.run = run
    }
}

/// What the owner is shown when the app is ready.
public struct Credentials: Codable, Equatable, Sendable {
    public enum ConsoleUse: String, Codable, Sendable {
        case untilLogin = "until-login"
        case never
    }
    public struct Line: Codable, Equatable, Sendable {
        public var label: String
        public var value: Template
        public init(label: String, value: Template) {
            self.label = label
            self.value = value
        }
    }
    public var lines: [Line]
    public var console: ConsoleUse

    public init(lines: [Line] = [], console: ConsoleUse = .untilLogin) {
        self.lines = lines
        self.console = console
    }
}
