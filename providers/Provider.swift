import HTTP
import Plan

/// A cloud that Landfall knows. Adding one is a folder of its own and a line in `Provider.all`.
public struct Provider: Sendable {
    public let id: ProviderID
    /// As people write it: `DigitalOcean`.
    public let title: String
    public let facts: Facts
    /// Where the metadata service answers, tried in this order; empty where a provider has none.
    public let metadataURLs: [String]
    /// Whether the machine whose firmware says this is one of the provider's.
    public let recognizes: @Sendable (Firmware) -> Bool
    /// Reads the metadata service, or the machine itself where there is none.
    public let read: @Sendable (MetadataSource) throws -> Metadata

    public init(
        id: ProviderID, title: String, facts: Facts, metadataURLs: [String],
        recognizes: @escaping @Sendable (Firmware) -> Bool,
        read: @escaping @Sendable (MetadataSource) throws -> Metadata
    ) {
        self.id = id
        self.title = title
        self.facts = facts
        self.metadataURLs = metadataURLs
        self.recognizes = recognizes
        self.read = read
    }
}
