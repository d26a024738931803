extension Offering {
    /// Names of `GET /locations` and `GET /server_types`, gathered 2026-11 from published lists, not from the API
    /// itself; cx11 to cx52 are no longer in the documentation. A base image is a name of a system image or the number
    /// of a snapshot.
    static let hetzner = Offering(
        regions: Names(["ash", "fsn1", "hel1", "hil", "nbg1", "sin"], shape: "[a-z]{3}[0-9]?"),
        sizes: [
            "cx23": Size(cpus: 2, memory: 4096, disk: 40),
            "cx33": Size(cpus: 4, memory: 8192, disk: 80),
            "cx43": Size(cpus: 8, memory: 16_384, disk: 160),
            "cx53": Size(cpus: 16, memory: 32_768, disk: 320),
            "cpx12": Size(cpus: 1, memory: 2048, disk: 40),
            "cpx22": Size(cpus: 2, memory: 4096, disk: 80),
            "cpx32": Size(cpus: 4, memory: 8192, disk: 160),
            "cpx11": Size(cpus: 2, memory: 2048, disk: 40),
            "cpx21": Size(cpus: 3, memory: 4096, disk: 80),
            "cpx31": Size(cpus: 4, memory: 8192, disk: 160),
            "cpx41": Size(cpus: 8, memory: 16_384, disk: 240),
            "cpx51": Size(cpus: 16, memory: 32_768, disk: 360),
            "cax11": Size(cpus: 2, memory: 4096, disk: 40),
            "cax21": Size(cpus: 4, memory: 8192, disk: 80),
            "cax31": Size(cpus: 8, memory: 16_384, disk: 160),
            "cax41": Size(cpus: 16, memory: 32_768, disk: 320),
            "ccx13": Size(cpus: 2, memory: 8192, disk: 80),
            "ccx23": Size(cpus: 4, memory: 16_384, disk: 160),
            "ccx33": Size(cpus: 8, memory: 32_768, disk: 240),
        ],
        former: [
            "cx11": "cx23", "cx21": "cx23", "cx22": "cx23", "cx31": "cx33", "cx32": "cx33", "cx41": "cx43",
            "cx42": "cx43", "cx51": "cx53", "cx52": "cx53",
        ],
        machineTypeShape: "c[a-z]{1,2}[0-9]{2}",
        imageShape: "[0-9]+|[a-z][a-z0-9]*(-[a-z0-9.]+)+",
        snapshotNameLimit: 255)
}
