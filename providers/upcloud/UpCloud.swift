import Plan

extension Provider {
    public static let upCloud = Provider(
        id: ProviderID("upcloud"), title: "UpCloud", facts: .upCloud,
        metadata: MetadataEndpoint(["http://169.254.169.254"], path: "/metadata"), isOnRequest: true,
        recognizes: { $0.vendor == "UpCloud" },
        read: { source throws(MetadataError) in try UpCloudReader(source).read() },
        recording: .upCloud)
}
