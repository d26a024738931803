extension Facts {
    /// User-data: 32 KiB (Hetzner Cloud API, "Create a Server").
    ///
    /// Packer: the plugin's source at v1.7.2 and the API's lists of images and server types, read 2026-07. The plugin
    /// has no timeouts for states or snapshots; `snapshot_name` becomes the image's description. A label's value has
    /// at most 63 characters (API, "Labels").
    public static let hetzner = Facts(
        userDataLimit: 32_768,
        offering: .hetzner,
        packer: PackerSource(
            builder: "hcloud",
            plugin: .init(source: "github.com/hetznercloud/hcloud", version: "1.7.2"),
            token: .init(
                field: "token", environment: "HCLOUD_TOKEN", rights: "a project's token that may read and write"),
            defaultMachineType: "cx23",
            defaultRegion: "fsn1",
            defaultImage: "ubuntu-24.04",
            images: [
                "ubuntu-24.04": .init(.string("ubuntu-24.04")),
                "ubuntu-22.04": .init(.string("ubuntu-22.04")),
                "debian-13": .init(.string("debian-13")),
                "debian-12": .init(.string("debian-12")),
            ],
            aarch64MachineTypes: ["cax"],
            labels: LabelRule(limit: 63),
            attributes: [
                ("token", .variable("token")),
                ("location", .variable("region")),
                ("server_type", .variable("plan")),
                ("image", .variable("image")),
                ("server_name", .interpolated([.string("packer-"), .local("app")])),
                ("snapshot_name", .variable("snapshot_name")),
                (
                    "snapshot_labels",
                    .map([
                        ("app", .local("app")), ("version", .local("label_version")),
                        ("inputs", .variable("input_digest")), ("made-by", .string("landfall")),
                    ])
                ),
                ("ssh_username", .string("root")),
                ("ssh_timeout", .string("10m")),
            ]))
}
