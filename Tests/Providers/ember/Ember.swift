import Plan

@testable import Providers

extension Provider {
    /// A cloud that does not exist: one JSON document behind a header.
    static let ember = Provider(
        id: ProviderID("ember"), title: "Ember", facts: .ember,
        metadataURLs: ["http://169.254.169.254"],
        recognizes: { $0.vendor == "Ember Cloud" },
        read: { source throws(MetadataError) in try EmberReader(source).read() },
        recording: .ember)
}
