/// The disk that the image is.
extension Rule {
    /// - Parameters:
    ///   - limit: The disk of that machine type, in bytes.
    ///   - machineType: The smallest one on offer, by the provider's name for it.
    public static func diskSize(atMost limit: Int64, of machineType: String, as id: String) -> Rule {
        Rule(
            id, "The disk fits on \(machineType)",
            help: "build on a machine with a smaller disk: a disk can grow, but no provider makes it smaller"
        ) { image throws(NotChecked) in
            guard let disk = image.disk else {
                throw NotChecked("these files have no disk of their own; check the disk, or the machine itself")
            }
            // An app that needs more is not offered on the smallest machine.
            let most = max(limit, image.apps.map(\.plan.requires.disk).max() ?? 0)
            return disk.bytes <= most
                ? [] : [Finding(nil, "it has \(gigabytes(disk.bytes)), and \(machineType) has \(gigabytes(limit))")]
        }
    }

    public static let freeSpace = Rule(
        "free-space", "Free blocks are zero", help: "run `fstrim --all` last of all; `NAMEctl seal` does"
    ) { image throws(NotChecked) in
        guard let free = image.disk?.freeSpace else {
            throw NotChecked("only a disk image of ext2, ext3 or ext4 shows it; `NAMEctl seal` trims the disk")
        }
        // What a machine writes and removes during shutdown stays behind.
        guard free.used * 100 > free.bytes else { return [] }
        let share = free.used * 100 / max(free.bytes, 1)
        return [Finding(nil, "\(gigabytes(free.used)) of removed files are left, \(share) % of what is free")]
    }

    private static func gigabytes(_ bytes: Int64) -> String {
        "\(bytes / 100_000_000 / 10).\(bytes / 100_000_000 % 10) GB"
    }
}
