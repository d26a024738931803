extension Facts {
    /// User-data: 16,384 bytes after base64 decoding, as the API's own error message says.
    ///
    /// Packer: the plugin's source at v1.12.0 and the API's lists of images and types, read 2026-07. The plugin's own
    /// limits, 5 minutes for a state and 10 for an image, are too short for a full disk.
    public static let linode = Facts(
        userDataLimit: 16_384,
        offering: .linode,
        deploymentScript: .stackScript, fields: .linode,
        packer: PackerSource(
            builder: "linode",
            plugin: .init(source: "github.com/linode/linode", version: "1.12.0"),
            token: .init(
                field: "linode_token", environment: "LINODE_TOKEN",
                rights: "a token with the scopes images:read_write, linodes:read_write and events:read_only"),
            defaultMachineType: "g6-nanode-1",
            defaultRegion: "us-ord",
            defaultImage: "ubuntu-24.04",
            images: [
                "ubuntu-24.04": .init(.string("linode/ubuntu24.04")),
                "ubuntu-22.04": .init(.string("linode/ubuntu22.04")),
                "debian-13": .init(.string("linode/debian13")),
                "debian-12": .init(.string("linode/debian12")),
            ],
            variables: [
                .init(
                    "image_regions", "Further regions for copies of the image.",
                    type: .call("list", [.reference(["string"])]), .copyRegions)
            ],
            attributes: [
                ("linode_token", .variable("linode_token")),
                ("region", .variable("region")),
                ("instance_type", .variable("plan")),
                ("image", .variable("image")),
                ("instance_label", .interpolated([.string("packer-"), .local("app")])),
                ("instance_tags", .list([.string("landfall")])),
                ("image_label", .variable("snapshot_name")),
                (
                    "image_description",
                    .interpolated([.local("title"), .string(" "), .local("version"), .string(", made by Landfall")])
                ),
                ("image_regions", .variable("image_regions")),
                // Without it the machine made from the image gets no metadata and no user-data.
                ("cloud_init", .bool(true)),
                ("ssh_username", .string("root")),
                ("ssh_timeout", .string("10m")),
                ("state_timeout", .string("15m")),
                ("image_create_timeout", .string("60m")),
            ]))
}
