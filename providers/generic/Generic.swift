import Plan

extension Provider {
    /// A machine without a known provider: bare metal, a home server, a cloud without a reader.
    public static let generic = Provider(
        id: ProviderID("generic"), title: "Generic", facts: .generic,
        metadata: nil,
        recognizes: { _ in false },
        read: { source throws(MetadataError) in try GenericReader(source).read() },
        recording: nil)
}
