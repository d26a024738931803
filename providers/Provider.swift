import HTTP
import ImageCheck
import Plan

/// A cloud that Landfall knows. Adding one is a folder of its own and a line in `Provider.all`.
public struct Provider: Sendable {
    public let id: ProviderID
    /// As people write it: `DigitalOcean`.
    public let title: String
    public let facts: Facts
    /// What its marketplace asks of an image; nil where it asks for nothing of its own.
    public let imageExtras: ImageExtras?
    /// The metadata service; nil where there is none.
    public let metadata: MetadataEndpoint?
    /// Files that only the provider's machines have; see ``Firmware/markers``.
    public let markers: [String]
    /// Whether the owner's values come as variables of the environment (a StackScript's fields).
    public let givesEnvironment: Bool
    /// Whether the machine whose firmware says this is one of the provider's.
    public let recognizes: @Sendable (Firmware) -> Bool
    /// Reads the metadata service, or the machine itself where there is none.
    public let read: @Sendable (MetadataSource) throws(MetadataError) -> Metadata
    /// What the metadata service was seen to answer; nil where there is none.
    public let recording: Recording?
    /// What it asks of images beside what everybody does.
    public let image: [ImageDemand]

    public init(
        id: ProviderID, title: String, facts: Facts, metadata: MetadataEndpoint?, markers: [String] = [],
        givesEnvironment: Bool = false, imageExtras: ImageExtras? = nil,
        recognizes: @escaping @Sendable (Firmware) -> Bool,
        read: @escaping @Sendable (MetadataSource) throws(MetadataError) -> Metadata,
        recording: Recording?, image: [ImageDemand] = []
    ) {
        self.id = id
        self.title = title
        self.facts = facts
        self.imageExtras = imageExtras
        self.metadata = metadata
        self.markers = markers
        self.givesEnvironment = givesEnvironment
        self.recognizes = recognizes
        self.read = read
        self.recording = recording
        self.image = image
    }
}

extension Provider {
    /// Where the metadata service answers; empty where there is none.
    public var metadataURLs: [String] { metadata?.urls ?? [] }
}

extension Asker {
    public init(_ provider: Provider) { self.init(provider.title, provider.image) }
}
