extension Offering {
    /// Names of `GET /locations` and `GET /server_types`, gathered 2026-11 from what is published of them, without
    /// asking the API itself; cx22 to cx52 have left the documentation. A base image is a name of a system image or
    /// the number of a snapshot.
    static let hetzner = Offering(
        regions: Names(["ash", "fsn1", "hel1", "hil", "nbg1", "sin"], shape: "[a-z]{3}[0-9]?"),
        sizes: [
            "cx23": Size(memory: 4096, disk: 40),
            "cx33": Size(memory: 8192, disk: 80),
            "cx43": Size(memory: 16_384, disk: 160),
            "cx53": Size(memory: 32_768, disk: 320),
            "cpx11": Size(memory: 2048, disk: 40),
            "cpx21": Size(memory: 4096, disk: 80),
            "cpx31": Size(memory: 8192, disk: 160),
            "cpx41": Size(memory: 16_384, disk: 240),
            "cpx51": Size(memory: 32_768, disk: 360),
            "cpx12": Size(memory: 2048, disk: 40),
            "cpx22": Size(memory: 4096, disk: 80),
            "cpx32": Size(memory: 8192, disk: 160),
            "cax11": Size(memory: 4096, disk: 40),
            "cax21": Size(memory: 8192, disk: 80),
            "cax31": Size(memory: 16_384, disk: 160),
            "cax41": Size(memory: 32_768, disk: 320),
            "ccx13": Size(memory: 8192, disk: 80),
            "ccx23": Size(memory: 16_384, disk: 160),
            "ccx33": Size(memory: 32_768, disk: 240),
        ],
        planShape: "c[a-z]{1,2}[0-9]{2}",
        imageShape: "[0-9]+|[a-z][a-z0-9]*(-[a-z0-9.]+)+",
        snapshotNameLimit: 255)
}
