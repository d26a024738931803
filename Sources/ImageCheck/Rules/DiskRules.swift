/// The disk that the image is.
extension Rule {
    /// - Parameters:
    ///   - limit: Bytes of the plan's disk.
    ///   - plan: The smallest plan that is offered, by its name.
    public static func diskSize(atMost limit: Int64, of plan: String, as id: String) -> Rule {
        Rule(
            id, "The disk fits on \(plan)",
            help: "build on a plan with a smaller disk: a disk can grow, and no provider makes it smaller"
        ) { image throws(NotJudged) in
            guard let disk = image.disk else {
                throw NotJudged("these are files without a disk of their own; judge the disk, or the machine itself")
            }
            // An app that wants more is not offered on the smallest plan.
            let most = max(limit, image.apps.map(\.plan.requires.disk).max() ?? 0)
            return disk.bytes <= most
                ? [] : [Finding(nil, "it has \(gigabytes(disk.bytes)), and \(plan) has \(gigabytes(limit))")]
        }
    }

    public static let freeSpace = Rule(
        "free-space", "Free blocks are zero", help: "run `fstrim --all` last of all; `NAMEctl seal` does"
    ) { image throws(NotJudged) in
        guard let free = image.disk?.freeSpace else {
            throw NotJudged("only a disk image of ext2, ext3 or ext4 shows it; `NAMEctl seal` trims the disk")
        }
        // What a machine writes and removes while it shuts down stays behind.
        guard free.used * 100 > free.bytes else { return [] }
        let share = free.used * 100 / max(free.bytes, 1)
        return [Finding(nil, "\(gigabytes(free.used)) of removed files are left, \(share) % of what is free")]
    }

    private static func gigabytes(_ bytes: Int64) -> String {
        "\(bytes / 100_000_000 / 10).\(bytes / 100_000_000 % 10) GB"
    }
}
