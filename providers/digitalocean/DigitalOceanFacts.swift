extension Facts {
    /// User-data: 64 KiB of plain text (DigitalOcean's OpenAPI, `droplet_create.yml`).
    ///
    /// Packer: the plugin's source at v1.4.1 and its documentation, slugs from the API's list of images and sizes,
    /// read 2026-07. Attributes that only newer plugins know (`snapshot_tags`, `transfer_timeout`) are left out, so
    /// that Debian's packer 1.6.6, whose builder is compiled in, takes the template too.
    public static let digitalOcean = Facts(
        userDataLimit: 65_536, userDataField: "Startup scripts",
        offering: .digitalOcean,
        packer: PackerSource(
            builder: "digitalocean",
            plugin: .init(source: "github.com/digitalocean/digitalocean", version: "1.4.1"),
            token: .init(
                field: "api_token", environment: "DIGITALOCEAN_TOKEN",
                rights: "a token that may read and write droplets, snapshots and keys"),
            // The smallest droplet that a 1-Click may need.
            defaultMachineType: "s-1vcpu-1gb",
            defaultRegion: "nyc3",
            defaultImage: "ubuntu-24.04",
            images: [
                "ubuntu-24.04": .init(.string("ubuntu-24-04-x64")),
                "ubuntu-22.04": .init(.string("ubuntu-22-04-x64")),
                "debian-13": .init(.string("debian-13-x64")),
                "debian-12": .init(.string("debian-12-x64")),
            ],
            variables: [
                .init(
                    "snapshot_regions", "Further regions for copies of the snapshot.",
                    type: .call("list", [.reference(["string"])]), .copyRegions)
            ],
            attributes: [
                ("api_token", .variable("api_token")),
                ("region", .variable("region")),
                ("size", .variable("plan")),
                ("image", .variable("image")),
                ("droplet_name", .interpolated([.string("packer-"), .local("app")])),
                ("tags", .list([.string("landfall"), .local("app")])),
                ("snapshot_name", .variable("snapshot_name")),
                ("snapshot_regions", .variable("snapshot_regions")),
                ("ssh_username", .string("root")),
                ("ssh_timeout", .string("10m")),
                ("state_timeout", .string("15m")),
                ("snapshot_timeout", .string("60m")),
            ]))
}
