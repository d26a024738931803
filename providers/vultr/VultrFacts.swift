extension Facts {
    /// No limit is documented; 65,508 bytes of user-data arrived complete. App variables: Vultr's docs on marketplace
    /// apps, dated 2026-08-05. Vendor data: Vultr's examples of imageless apps, whose parts a line `#!vultr-vendor-part`
    /// separates; one cloud-config is one part.
    ///
    /// Packer: the plugin's source at v2.7.0 and the API's lists of operating systems and plans, read 2026-07. Its
    /// `state_timeout` covers both boot and snapshot, and the default of 10 minutes is too short for a snapshot.
    public static let vultr = Facts(
        userDataLimit: nil, takesVendorData: true,
        appVariables: AppVariableRules(nameLimit: 15, labelLimit: 255, passwordLengths: 6...50),
        offering: .vultr,
        packer: PackerSource(
            builder: "vultr",
            plugin: .init(source: "github.com/vultr/vultr", version: "2.7.0"),
            token: .init(
                field: "api_key", environment: "VULTR_API_KEY",
                rights: "an API key whose access control allows this machine's address"),
            defaultMachineType: "vc2-1c-1gb",
            defaultRegion: "ewr",
            defaultImage: "ubuntu-24.04",
            images: [
                "ubuntu-24.04": .init(.number(2284)),
                "ubuntu-22.04": .init(.number(1743)),
                "debian-13": .init(.number(2625)),
                "debian-12": .init(.number(2136)),
            ],
            attributes: [
                ("api_key", .variable("api_key")),
                ("region_id", .variable("region")),
                ("plan_id", .variable("plan")),
                ("os_id", .variable("image")),
                ("instance_label", .interpolated([.string("packer-"), .local("app")])),
                ("hostname", .interpolated([.string("packer-"), .local("app")])),
                ("tags", .list([.string("landfall"), .local("app")])),
                ("snapshot_description", .variable("snapshot_name")),
                ("ssh_username", .string("root")),
                ("ssh_timeout", .string("15m")),
                ("state_timeout", .string("45m")),
            ]))
}
