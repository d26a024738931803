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
    /// Where the metadata service answers, tried in this order, without a path; empty where a provider has none.
    /// `<iface>` stands for each network interface in turn.
    public let metadataURLs: [String]
    /// The path that the provider's documents count to the service's address, such as `/hetzner/v1`.
    public let metadataPath: String
    /// Statuses from 400 to 499 that the metadata service also gives while it is starting, and which are asked again.
    /// Any other one ends the reading at once, except that 404 says that there is no such document.
    public let startingStatuses: Set<Int>
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
        id: ProviderID, title: String, facts: Facts, metadataURLs: [String], metadataPath: String = "",
        startingStatuses: Set<Int> = [], givesEnvironment: Bool = false, imageExtras: ImageExtras? = nil,
        recognizes: @escaping @Sendable (Firmware) -> Bool,
        read: @escaping @Sendable (MetadataSource) throws(MetadataError) -> Metadata,
        recording: Recording?, image: [ImageDemand] = []
    ) {
        self.id = id
        self.title = title
        self.facts = facts
        self.imageExtras = imageExtras
        self.metadataURLs = metadataURLs
        self.metadataPath = metadataPath
        self.startingStatuses = startingStatuses
        self.givesEnvironment = givesEnvironment
        self.recognizes = recognizes
        self.read = read
        self.recording = recording
        self.image = image
    }
}

extension Asker {
    public init(_ provider: Provider) { self.init(provider.title, provider.image) }
}
