import Plan

@testable import Providers

extension Provider {
    /// A cloud that does not exist: one JSON document behind a header.
    static let ember = Provider(
        id: ProviderID("ember"), title: "Ember", facts: .ember,
        metadata: MetadataEndpoint(["http://169.254.169.254"], headers: [("Metadata", "true")]),
        recognizes: { $0.vendor == "Ember Cloud" },
        read: { source throws(MetadataError) in try EmberReader(source).read() },
        recording: .ember)
}
