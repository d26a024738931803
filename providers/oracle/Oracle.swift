import Plan

extension Provider {
    /// The newer of its two services, which wants a header; an owner may switch the older one off.
    public static let oracle = Provider(
        id: ProviderID("oracle"), title: "Oracle Cloud", facts: .oracle,
        metadata: MetadataEndpoint(
            ["http://169.254.169.254", "http://[fd00:c1::a9fe:a9fe]"], path: "/opc/v2",
            headers: [("Authorization", "Bearer Oracle")]),
        isOnRequest: true,
        recognizes: { $0.assetTag == "OracleCloud.com" },
        read: { source throws(MetadataError) in try OracleReader(source).read() },
        recording: .oracle)
}
