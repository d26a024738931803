import HTTP
import ImageCheck
import Plan

/// A cloud that Landfall knows. To add one, add a folder and a line in `Provider.all`.
public struct Provider: Sendable {
    public let id: ProviderID
    /// Its usual spelling: `DigitalOcean`.
    public let title: String
    public let facts: Facts
    /// The image rules of its marketplace; nil if it has none of its own.
    public let imageExtras: ImageExtras?
    /// The metadata service; nil if there is none.
    public let metadata: MetadataEndpoint?
    /// Files that only the provider's machines have; see ``Firmware/markers``.
    public let markers: [String]
    /// Whether the owner's values come as environment variables (a StackScript's fields).
    public let givesEnvironment: Bool
    /// Whether files for it are made only for an app that asks for it: app.yaml has a section for it, or `--provider`
    /// names it. A generic program does without its service: that may be off, or want rights that its unit does not have.
    public let isOnRequest: Bool
    /// Whether a machine with this firmware is one of the provider's.
    public let recognizes: @Sendable (Firmware) -> Bool
    /// Reads the metadata service, or the machine itself if there is none.
    public let read: @Sendable (MetadataSource) throws(MetadataError) -> Metadata
    /// Recorded answers of the metadata service; nil if there is none, and in the machine's program, which needs none.
    public let recording: Recording?
    /// What it requires of images beyond the common rules.
    public let image: [ImageDemand]

    public init(
        id: ProviderID, title: String, facts: Facts, metadata: MetadataEndpoint?, markers: [String] = [],
        givesEnvironment: Bool = false, isOnRequest: Bool = false, imageExtras: ImageExtras? = nil,
        recognizes: @escaping @Sendable (Firmware) -> Bool,
        read: @escaping @Sendable (MetadataSource) throws(MetadataError) -> Metadata,
        recording: @autoclosure () -> Recording?, image: [ImageDemand] = []
    ) {
        self.id = id
        self.title = title
        self.facts = facts
        self.imageExtras = imageExtras
        self.metadata = metadata
        self.markers = markers
        self.givesEnvironment = givesEnvironment
        self.isOnRequest = isOnRequest
        self.recognizes = recognizes
        self.read = read
        #if MACHINE
            self.recording = nil
        #else
            self.recording = recording()
        #endif
        self.image = image
    }
}

extension Provider {
    /// The metadata service's addresses; empty if there is none.
    public var metadataURLs: [String] { metadata?.urls ?? [] }
}

extension RuleSet {
    public init(_ provider: Provider) { self.init(provider.title, provider.image) }
}
