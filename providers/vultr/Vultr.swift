import Plan

extension Provider {
    public static let vultr = Provider(
        id: ProviderID("vultr"), title: "Vultr", facts: .vultr,
        metadata: MetadataEndpoint(["http://169.254.169.254"]), markers: [marker], imageExtras: .vultr,
        // Bare metal has no DMI vendor of Vultr's; cloud-init's ds-identify looks at the same three places.
        recognizes: { $0.vendor == "Vultr" || $0.commandLine.contains("vultr") || $0.markers.contains(marker) },
        read: { source throws(MetadataError) in try VultrReader(source).read() },
        recording: .vultr, image: .vultr)

    private static let marker = "/etc/vultr"
}
