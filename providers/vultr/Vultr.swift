import Plan

extension Provider {
    public static let vultr = Provider(
        id: ProviderID("vultr"), title: "Vultr", facts: .vultr,
        metadata: MetadataEndpoint(["http://169.254.169.254"]), markers: [marker], imageExtras: .vultr,
        // Vultr's bare metal has no Vultr in its DMI vendor. cloud-init's ds-identify checks the same three places.
        recognizes: { $0.vendor == "Vultr" || $0.commandLine.contains("vultr") || $0.markers.contains(marker) },
        read: { source throws(MetadataError) in try VultrReader(source).read() },
        recording: .vultr, image: .vultr)

    private static let marker = "/etc/vultr"
}
