import Host
import JSON

/// A partition and its content.
struct Partition: Sendable {
    /// Bytes from the disk's beginning.
    let offset: Int64
    /// Bytes.
    let length: Int64
    /// The type from blkid, such as `ext4`; nil if blkid does not know it.
    let type: String?

    /// File systems that Linux systems use.
    var isMountable: Bool { ["ext2", "ext3", "ext4", "xfs", "btrfs"].contains(type) }
    var isExt: Bool { type?.hasPrefix("ext") == true }

    /// - Returns: Whether the kernel could mount it.
    func mount(_ file: borrowing OpenFile, on folder: String) async throws -> Bool {
        // Do not replay the journal, because that would write.
        let noReplay = isExt ? "noload" : type == "xfs" ? "norecovery" : "rescue=nologreplay"
        let options = "ro,loop,offset=\(offset),sizelimit=\(length),nodev,nosuid,noexec,\(noReplay)"
        return try await Command("mount", ["-t", type ?? "auto", "-o", options, file.path, folder]).run().succeeded
    }
}

enum PartitionTable {
    /// The partitions of a disk, or the whole disk if it has no table.
    static func read(_ file: borrowing OpenFile, path: String) async throws -> [Partition] {
        let whole = try await type(file, offset: 0, length: file.length)
        if whole != nil { return [Partition(offset: 0, length: file.length, type: whole)] }
        struct Answer: Decodable { var partitiontable: Table }
        struct Table: Decodable {
            var sectorsize: Int64?
            var partitions: [Entry]?
        }
        struct Entry: Decodable {
            var start: Int64
            var size: Int64
        }
        let result: CommandResult
        do {
            result = try await Command("sfdisk", ["--json", file.path]).run()
        } catch {
            throw DiskImageFailure(
                .toolMissing, "`sfdisk` is not installed; it is needed to read partition tables", help: "install fdisk")
        }
        // Warnings come before the document.
        let text = result.lastLines.drop { !$0.hasPrefix("{") }.joined(separator: "\n")
        guard let table = try? JSONCoder.decode(Answer.self, from: Array(text.utf8)).partitiontable else { return [] }
        var partitions: [Partition] = []
        for entry in table.partitions ?? [] {
            let offset = entry.start * (table.sectorsize ?? 512)
            let length = entry.size * (table.sectorsize ?? 512)
            partitions.append(
                Partition(
                    offset: offset, length: length, type: try await type(file, offset: offset, length: length)))
        }
        return partitions
    }

    private static func type(
        _ file: borrowing OpenFile, offset: Int64, length: Int64
    ) async throws -> String? {
        do {
            let arguments = [
                "--probe", "--output", "export", "--offset", "\(offset)", "--size", "\(length)", file.path,
            ]
            let result = try await Command("blkid", arguments).run()
            return result.lastLines.first { $0.hasPrefix("TYPE=") }.map { String($0.dropFirst(5)) }
        } catch {
            throw DiskImageFailure(
                .toolMissing, "`blkid` is not installed; it is needed to recognise file systems",
                help: "install util-linux")
        }
    }
}
