extension Offering {
    /// Slugs of `GET /v2/regions` and `GET /v2/sizes`, gathered 2026-11 from published lists, not from the API itself.
    /// A base image is a slug or the number of your own image.
    static let digitalOcean = Offering(
        regions: Names(
            [
                "ams3", "atl1", "blr1", "fra1", "lon1", "nyc1", "nyc2", "nyc3", "sfo2", "sfo3", "sgp1", "syd1", "tor1",
            ],
            shape: "[a-z]{3}[0-9]"),
        sizes: [
            "s-1vcpu-512mb-10gb": Size(cpus: 1, memory: 512, disk: 10),
            "s-1vcpu-1gb": Size(cpus: 1, memory: 1024, disk: 25),
            "s-1vcpu-1gb-amd": Size(cpus: 1, memory: 1024, disk: 25),
            "s-1vcpu-1gb-intel": Size(cpus: 1, memory: 1024, disk: 25),
            "s-1vcpu-2gb": Size(cpus: 1, memory: 2048, disk: 50),
            "s-1vcpu-2gb-amd": Size(cpus: 1, memory: 2048, disk: 50),
            "s-1vcpu-2gb-intel": Size(cpus: 1, memory: 2048, disk: 50),
            "s-2vcpu-2gb": Size(cpus: 2, memory: 2048, disk: 60),
            "s-2vcpu-2gb-amd": Size(cpus: 2, memory: 2048, disk: 60),
            "s-2vcpu-2gb-intel": Size(cpus: 2, memory: 2048, disk: 60),
            "s-2vcpu-4gb": Size(cpus: 2, memory: 4096, disk: 80),
            "s-2vcpu-4gb-amd": Size(cpus: 2, memory: 4096, disk: 80),
            "s-2vcpu-4gb-intel": Size(cpus: 2, memory: 4096, disk: 80),
            "s-4vcpu-8gb": Size(cpus: 4, memory: 8192, disk: 160),
            "s-4vcpu-8gb-amd": Size(cpus: 4, memory: 8192, disk: 160),
            "s-4vcpu-8gb-intel": Size(cpus: 4, memory: 8192, disk: 160),
            "s-8vcpu-16gb": Size(cpus: 8, memory: 16_384, disk: 320),
            "c-2": Size(cpus: 2, memory: 4096, disk: 25),
            "c-4": Size(cpus: 4, memory: 8192, disk: 50),
            "g-2vcpu-8gb": Size(cpus: 2, memory: 8192, disk: 25),
        ],
        former: [
            "512mb": "s-1vcpu-512mb-10gb", "1gb": "s-1vcpu-1gb", "2gb": "s-1vcpu-2gb", "4gb": "s-2vcpu-4gb",
            "8gb": "s-4vcpu-8gb", "16gb": "s-8vcpu-16gb",
        ],
        machineTypeShape: "[a-z][a-z0-9_.]*-[a-z0-9]+(-[a-z0-9]+)*",
        imageShape: "[0-9]+|[a-z][a-z0-9]*(-[a-z0-9]+)+",
        snapshotNameLimit: 255, copiesSnapshots: true)
}
