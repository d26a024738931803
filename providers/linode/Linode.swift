import Plan

extension Provider {
    public static let linode = Provider(
        id: ProviderID("linode"), title: "Linode", facts: .linode,
        metadata: MetadataEndpoint(
            ["http://169.254.169.254", "http://[fd00:a9fe:a9fe::1]"], path: "/v1", token: .linode),
        givesEnvironment: true,
        recognizes: { $0.vendor == "Linode" || $0.vendor == "Akamai" },
        read: { source throws(MetadataError) in try LinodeReader(source).read() },
        recording: .linode, image: .linode)
}

extension SessionToken {
    static let linode = SessionToken(
        path: "/v1/token", header: "Metadata-Token", lifetimeHeader: "Metadata-Token-Expiry-Seconds")
}
