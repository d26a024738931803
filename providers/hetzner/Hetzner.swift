import Plan

extension Provider {
    public static let hetzner = Provider(
        id: ProviderID("hetzner"), title: "Hetzner", facts: .hetzner,
        metadata: MetadataEndpoint(
            ["http://169.254.169.254", "http://[fe80::a9fe:a9fe%25<iface>]"], path: "/hetzner/v1"),
        recognizes: { $0.vendor == "Hetzner" },
        read: { source throws(MetadataError) in try HetznerReader(source).read() },
        recording: .hetzner, image: .hetzner)
}
