import Plan

extension Provider {
    /// After the clouds that are OpenStack themselves and have a name of their own.
    public static let openStack = Provider(
        id: ProviderID("openstack"), title: "OpenStack", facts: .openStack,
        metadata: MetadataEndpoint(
            ["http://169.254.169.254", "http://[fe80::a9fe:a9fe%25<iface>]"], path: "/openstack",
            seed: .configDrive),
        markers: Seed.configDrive.markers, isOnRequest: true,
        recognizes: { firmware in
            ["OpenStack Nova", "OpenStack Compute"].contains(firmware.product ?? "")
                || assetTags.contains(firmware.assetTag ?? "")
                || !firmware.markers.isDisjoint(with: Seed.configDrive.markers)
        },
        read: { source throws(MetadataError) in try OpenStackReader(source).read() },
        recording: .openStack)

    /// cloud-init's list. Some of these clouds give all machines the standard product name.
    private static let assetTags = [
        "OpenStack Nova", "OpenStack Compute", "OpenTelekomCloud", "SAP CCloud VM", "HUAWEICLOUD",
        "Samsung Cloud Platform",
    ]
}

extension Seed {
    /// A config drive has the service's documents at the service's paths.
    static let configDrive = Seed(
        file: "/openstack/latest/meta_data.json", labels: ["config-2", "CONFIG-2"],
        folders: ["/var/lib/cloud/seed/config_drive"])
}
