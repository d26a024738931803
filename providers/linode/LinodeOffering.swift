extension Offering {
    /// Names of `GET /v4/regions` and `GET /v4/linode/types`, gathered 2026-11 from published lists, not from the API
    /// itself. A base image is `linode/NAME`, or `private/NUMBER` for your own image. An image's label has at most 50
    /// characters (API, "Create an image"), and an image is as large as its content.
    static let linode = Offering(
        regions: Names(
            [
                "ap-northeast", "ap-south", "ap-southeast", "ap-west", "au-mel", "br-gru", "ca-central", "de-fra-2",
                "es-mad", "eu-central", "eu-west", "fr-par", "fr-par-2", "gb-lon", "id-cgk", "in-bom-2", "in-maa",
                "it-mil", "jp-osa", "jp-tyo-3", "nl-ams", "se-sto", "sg-sin-2", "us-central", "us-east", "us-iad",
                "us-lax", "us-mia", "us-ord", "us-sea", "us-southeast", "us-west",
            ],
            shape: "[a-z]{2}-[a-z]+(-[a-z0-9]+)?"),
        sizes: [
            "g6-nanode-1": Size(cpus: 1, memory: 1024, disk: 25),
            "g6-standard-1": Size(cpus: 1, memory: 2048, disk: 50),
            "g6-standard-2": Size(cpus: 2, memory: 4096, disk: 80),
            "g6-standard-4": Size(cpus: 4, memory: 8192, disk: 160),
            "g6-standard-6": Size(cpus: 6, memory: 16_384, disk: 320),
            "g6-standard-8": Size(cpus: 8, memory: 32_768, disk: 640),
            "g6-dedicated-2": Size(cpus: 2, memory: 4096, disk: 80),
            "g6-dedicated-4": Size(cpus: 4, memory: 8192, disk: 160),
            "g6-dedicated-8": Size(cpus: 8, memory: 16_384, disk: 320),
            "g6-dedicated-16": Size(cpus: 16, memory: 32_768, disk: 640),
            "g7-premium-2": Size(cpus: 2, memory: 4096, disk: 80),
            "g7-premium-4": Size(cpus: 4, memory: 8192, disk: 160),
            "g7-premium-8": Size(cpus: 8, memory: 16_384, disk: 320),
            "g7-highmem-1": Size(cpus: 2, memory: 24_576, disk: 20),
        ],
        machineTypeShape: "g[0-9]+-[a-z0-9]+(-[a-z0-9]+)+",
        imageShape: "(linode|private)/[A-Za-z0-9._-]+",
        snapshotNameLimit: 50, copiesSnapshots: true, keepsDiskSize: false)
}
