import Plan

extension Provider {
    /// While a machine is being set up, the service may know nothing of it yet.
    public static let azure = Provider(
        id: ProviderID("azure"), title: "Azure", facts: .azure,
        metadata: MetadataEndpoint(
            ["http://169.254.169.254"], path: "/metadata", headers: [("Metadata", "true")],
            startingStatuses: [404, 410]),
        isOnRequest: true,
        recognizes: { $0.assetTag == "7783-7084-3265-9085-8269-3286-77" },
        read: { source throws(MetadataError) in try AzureReader(source).read() },
        recording: .azure)
}
