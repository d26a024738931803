import Plan

/// How Packer builds a provider's image: the plugin, its words for those of app.yaml, and the source block.
///
/// The source block refers to the template's variables (`plan`, `region`, `image`, `snapshot_name`, the token's and
/// those of ``variables``) and to its locals (`app`, `title`, `version`, with ``labels`` also `label_version`).
public struct PackerSource: Sendable {
    public struct Plugin: Sendable {
        /// For `required_plugins`: `github.com/OWNER/NAME`.
        public var source: String
        /// The newest release against which the attributes were checked.
        public var version: String
        public init(source: String, version: String) {
            self.source = source
            self.version = version
        }
    }

    /// The API token, which comes from the environment and is never written down.
    public struct Token: Sendable {
        /// The plugin's name for it, which is also the template variable's name.
        public var field: HCLName
        public var environment: String
        /// The rights that the token needs, for the error message about a missing token.
        public var rights: String
        public init(field: HCLName, environment: String, rights: String) {
            self.field = field
            self.environment = environment
            self.rights = rights
        }
    }

    /// An operating system that images start from.
    public struct BaseImage: Sendable {
        /// The provider's own name or number for it.
        public var id: HCLValue
        /// The `iso_checksum`, if it is a file to download.
        public var checksum: String?
        public init(_ id: HCLValue, checksum: String? = nil) {
            self.id = id
            self.checksum = checksum
        }
    }

    public struct Variable: Sendable {
        public enum Default: Sendable {
            case value(HCLValue)
            /// The disk that the app requires, in mebibytes with the unit.
            case requiredDisk
            /// The checksum of the image that the plan chose.
            case imageChecksum
            /// The regions to which app.yaml has the snapshot copied.
            case copyRegions
        }
        public var name: HCLName
        public var description: String
        public var type: HCLValue
        public var initial: Default
        /// The condition for the value, and Packer's message if it does not hold.
        public var rule: Rule?
        public init(
            _ name: HCLName, _ description: String, type: HCLValue = .reference(["string"]), _ initial: Default,
            rule: Rule? = nil
        ) {
            self.name = name
            self.description = description
            self.type = type
            self.initial = initial
            self.rule = rule
        }

        public struct Rule: Sendable {
            public var condition: HCLValue
            public var message: String
            public init(_ condition: HCLValue, _ message: String) {
                self.condition = condition
                self.message = message
            }
        }
    }

    public var builder: HCLName
    public var plugin: Plugin
    public var token: Token?
    /// The default for what app.yaml may leave out; nil if the builder has no such setting.
    public var defaultMachineType: String?
    public var defaultRegion: String?
    public var defaultImage: String
    /// Keyed by the names in app.yaml, `DISTRIBUTION-RELEASE`.
    public var images: [String: BaseImage]
    /// Machine types with these prefixes have an aarch64 processor.
    public var aarch64MachineTypes: [String] = []
    public var variables: [Variable] = []
    /// The rule for the values of a snapshot's labels; nil if it has none.
    public var labels: LabelRule?
    public var attributes: [(name: HCLName, value: HCLValue)]

    /// The processor of a machine type; of the default type if it is nil.
    ///
    /// - Parameter offered: The processors with a first-boot program. A builder without machine types takes one of them.
    public func architecture(
        ofMachineType machineType: String?, among offered: [Architecture] = Architecture.allCases
    ) -> Architecture {
        guard let name = machineType ?? defaultMachineType else {
            return offered.contains(.amd64) ? .amd64 : offered.first ?? .amd64
        }
        return aarch64MachineTypes.contains { name.hasPrefix($0) } ? .arm64 : .amd64
    }

    public init(
        builder: HCLName, plugin: Plugin, token: Token? = nil, defaultMachineType: String? = nil,
        defaultRegion: String? = nil,
        defaultImage: String, images: [String: BaseImage], aarch64MachineTypes: [String] = [],
        variables: [Variable] = [],
        labels: LabelRule? = nil, attributes: [(name: HCLName, value: HCLValue)]
    ) {
        self.builder = builder
        self.plugin = plugin
        self.token = token
        self.defaultMachineType = defaultMachineType
        self.defaultRegion = defaultRegion
        self.defaultImage = defaultImage
        self.images = images
        self.aarch64MachineTypes = aarch64MachineTypes
        self.variables = variables
        self.labels = labels
        self.attributes = attributes
    }
}
