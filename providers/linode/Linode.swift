import Plan

extension Provider {
    public static let linode = Provider(
        id: ProviderID("linode"), title: "Linode", facts: .linode,
        metadataURLs: ["http://169.254.169.254", "http://[fd00:a9fe:a9fe::1]"],
        metadataPath: "/v1", givesEnvironment: true,
        recognizes: { $0.vendor == "Linode" || $0.vendor == "Akamai" },
        read: { source throws(MetadataError) in try LinodeReader(source).read() },
        recording: .linode, image: .linode)
}
