/// Everything that the machine needs to know about one app on one provider.
///
/// The publisher's side compiles `app.yaml` into a plan and stamps it onto the first-boot binary;
/// the machine's side reads nothing else. It holds no secret.
public struct Plan: Codable, Equatable, Sendable {
    /// The version of this contract; a binary refuses a plan of another one.
    public static let currentFormat = 2
    public static let defaultSettle = 10

    public var format = Plan.currentFormat
    public var app: App
    public var provider: ProviderID
    public var requires = Requirements()
    public var docker = DockerSource.distribution
    public var stack: Stack
    public var parameters: [Parameter] = []
    /// In an order in which each comes after those that it is derived from.
    public var secrets: [SecretSpec] = []
    public var environment: [EnvironmentEntry] = []
    public var ready: [ReadyCheck] = []
    /// Seconds that a service without a healthcheck has to run without a restart, where ``ready`` is empty or it has
    /// restarted.
    public var settle = Plan.defaultSettle
    public var afterStart: [ServiceCommand] = []
    public var credentials = Credentials()
    public var firewall: [PortRule] = []
    public var backup = Backup()
    public var release: Release?
    /// nil in a plan that was made before there was such a key.
    public var registries: [RegistryAccess]?
    /// nil where the machine gets images alone.
    public var source: SourceTree?
    /// nil where app.yaml says nothing: then it is ``SetupPageUse/steps``.
    public var setupPage: SetupPageUse?
    /// nil where app.yaml says nothing of several instances on a machine.
    public var instances: Instances?
    /// Which of the app's instances on its machine this is; nil for the first one, and in every plan that is stamped.
    public var instance: InstanceID?

    public init(app: App, provider: ProviderID, stack: Stack) {
        self.app = app
        self.provider = provider
        self.stack = stack
    }
}

extension Plan {
    /// Those that Landfall adds to the app's own.
    public var addedParameters: [Parameter] {
        backup.recoveryParameters + (stack.edge == nil ? [] : Edge.parameters)
    }
}

/// A provider by the name that app.yaml, paths and artifacts use, such as `digitalocean`.
public struct ProviderID: RawRepresentable, Codable, Hashable, Sendable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ name: String) { rawValue = name }

    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension ProviderID: CustomStringConvertible, ExpressibleByStringLiteral {
    public var description: String { rawValue }
    public init(stringLiteral value: String) { rawValue = value }
}

public struct App: Codable, Equatable, Sendable {
    /// Lower-case letters, digits and hyphens; the name in every path and unit.
    public var name: String
    /// What people read.
    public var title: String
    public var version: String

    /// What an image of this release is called.
    public var snapshotName: String { "\(name)-\(version)" }
    /// Of the digest that `landfall build` puts behind that name.
    public static let digestDigits = 8

    public init(name: String, title: String, version: String) {
        self.name = name
        self.title = title
        self.version = version
    }
}

/// The smallest machine that the app runs on.
public struct Requirements: Codable, Equatable, Sendable {
    public var cpus: Int
    /// Bytes.
    public var memory: Int64
    /// Bytes.
    public var disk: Int64

    public init(cpus: Int = 1, memory: Int64 = 0, disk: Int64 = 0) {
        self.cpus = cpus
        self.memory = memory
        self.disk = disk
    }
}

/// Where a machine's Docker Engine and Compose come from.
public enum DockerSource: String, Codable, CaseIterable, Sendable {
    case distribution
    case dockerCE = "docker-ce"
}

/// An inbound port that the firewall opens.
public struct PortRule: Codable, Hashable, Sendable, CustomStringConvertible {
    public enum Transport: String, Codable, Sendable { case tcp, udp }
    public var port: Int
    public var transport: Transport
    public init(port: Int, transport: Transport) {
        self.port = port
        self.transport = transport
    }
    public var description: String { "\(port)/\(transport.rawValue)" }
}
