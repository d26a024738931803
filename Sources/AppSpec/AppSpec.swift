import Listings
import Plan
import Providers
import Railway
import Workflows

/// A valid app.yaml.
public struct AppSpec: Equatable, Sendable {
    public var app: App
    public var requires = Requirements()
    public var docker = DockerSource.distribution
    public var stack: Stack
    public var parameters: [Parameter] = []
    /// In an order where each secret comes after those that it is derived from.
    public var secrets: [SecretSpec] = []
    public var environment: [EnvironmentEntry] = []
    public var ready: [ReadyCheck] = []
    /// Seconds.
    public var settle = Plan.defaultSettle
    public var afterStart: [ServiceCommand] = []
    public var credentials = Credentials()
    public var firewall: [PortRule] = []
    public var backup = Backup()
    public var release: Release?
    public var registries: [RegistryAccess] = []
    public var setupPage: SetupPageUse?
    public var instances: Instances?
    /// nil where machines get images alone.
    public var source: SourceArchive?
    public var updatePath = UpdatePath()
    /// Nothing of it is in a plan.
    public var listing: Listing?
    /// Nothing of it is in a plan.
    public var publish: PublishSection?
    /// Nothing of it is in a plan; nil where the app is not for Railway.
    public var railway: RailwayProject?
    /// When the commit that the version is of was made, in seconds since 1970; nil where Git does not give the version.
    public var commitDate: Int?
    /// Nothing of it is in a plan.
    public var imageUses: [ImageUse] = []
    /// The providers' sections, where there are any.
    public var images: [ProviderID: ImageOptions] = [:]

    public init(app: App, stack: Stack) {
        self.app = app
        self.stack = stack
    }

    /// The images that come from registries or archives, by the names that the Compose file has for them, sorted.
    public var pulledImages: [String] {
        Set(stack.services.filter { source?.tree.build(of: $0.name) == nil }.compactMap(\.image)).sorted()
    }

    /// The providers to generate for: those that have a section, and those that need none.
    public var providers: [ProviderID] {
        Provider.all.filter { !$0.isOnRequest || images[$0.id] != nil }.map(\.id)
    }

    /// The providers that `--provider` may name: all that Landfall knows.
    public var knownProviders: [ProviderID] { Provider.all.map(\.id) }

    public func plan(for provider: ProviderID) -> Plan {
        var plan = Plan(app: app, provider: provider, stack: stack)
        plan.requires = requires
        plan.docker = docker
        plan.parameters = parameters
        plan.secrets = secrets
        plan.environment = environment
        plan.ready = ready
        plan.settle = settle
        plan.afterStart = afterStart
        plan.credentials = credentials
        plan.firewall = firewall
        plan.backup = backup
        plan.release = release
        if !registries.isEmpty { plan.registries = registries }
        plan.setupPage = setupPage
        plan.instances = instances
        plan.source = source?.tree
        plan.parameters += plan.addedParameters
        return plan
    }
}

/// What an update from older releases has to keep to.
public struct UpdatePath: Equatable, Sendable {
    /// The oldest release that can be updated to this one; nil for any.
    public var minimumFrom: String?
    /// Releases to stop at on the way, oldest first.
    public var stops: [String] = []
}
