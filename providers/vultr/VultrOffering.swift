extension Offering {
    /// Names of `GET /v2/regions` and `GET /v2/plans`, gathered 2026-11 from published lists, not from the API itself;
    /// `marketplace-2c-2gb` from its Marketplace vendor guide. A base image is the number of an operating system.
    static let vultr = Offering(
        regions: Names(
            [
                "ams", "atl", "blr", "bom", "cdg", "del", "dfw", "ewr", "fra", "hnl", "icn", "itm", "jnb", "lax",
                "lhr", "mad", "man", "mel", "mex", "mia", "nrt", "ord", "sao", "scl", "sea", "sgp", "sjc", "sto",
                "syd", "tlv", "waw", "yto",
            ],
            shape: "[a-z]{3}"),
        sizes: [
            "marketplace-2c-2gb": Size(cpus: 2, memory: 2048, disk: 8),
            "vc2-1c-0.5gb": Size(cpus: 1, memory: 512, disk: 10),
            "vc2-1c-1gb": Size(cpus: 1, memory: 1024, disk: 25),
            "vc2-1c-2gb": Size(cpus: 1, memory: 2048, disk: 55),
            "vc2-2c-2gb": Size(cpus: 2, memory: 2048, disk: 65),
            "vc2-2c-4gb": Size(cpus: 2, memory: 4096, disk: 80),
            "vc2-4c-8gb": Size(cpus: 4, memory: 8192, disk: 160),
            "vc2-6c-16gb": Size(cpus: 6, memory: 16_384, disk: 320),
            "vc2-8c-32gb": Size(cpus: 8, memory: 32_768, disk: 640),
            "vhf-1c-1gb": Size(cpus: 1, memory: 1024, disk: 32),
            "vhf-1c-2gb": Size(cpus: 1, memory: 2048, disk: 64),
            "vhf-2c-2gb": Size(cpus: 2, memory: 2048, disk: 80),
            "vhf-2c-4gb": Size(cpus: 2, memory: 4096, disk: 128),
            "vhp-1c-1gb-amd": Size(cpus: 1, memory: 1024, disk: 25),
            "vhp-1c-1gb-intel": Size(cpus: 1, memory: 1024, disk: 25),
            "vhp-1c-2gb-amd": Size(cpus: 1, memory: 2048, disk: 50),
            "vhp-1c-2gb-intel": Size(cpus: 1, memory: 2048, disk: 50),
            "vhp-2c-2gb-amd": Size(cpus: 2, memory: 2048, disk: 60),
            "vhp-2c-2gb-intel": Size(cpus: 2, memory: 2048, disk: 60),
            "vhp-2c-4gb-amd": Size(cpus: 2, memory: 4096, disk: 100),
            "vhp-2c-4gb-intel": Size(cpus: 2, memory: 4096, disk: 100),
        ],
        machineTypeShape: "[a-z][a-z0-9]*-[0-9]+c-[0-9.]+gb(-[a-z0-9-]+)?",
        imageShape: "[0-9]+",
        snapshotNameLimit: 255)
}
