import HTTP

/// What a provider's reader reads from.
public struct MetadataSource: Sendable {
    /// The base address in use: one of the provider's, or what `--metadata-url` gave, without a trailing slash.
    public let baseURL: String
}
