import Glibc
import Host

/// The disk that an image is on.
public struct Disk: Equatable, Sendable {
    /// The whole disk's size in bytes. A machine needs a disk at least this large.
    public let bytes: Int64
    /// What the free blocks contain; nil if they were not read.
    public let freeSpace: FreeSpace?

    public init(bytes: Int64, freeSpace: FreeSpace?) {
        self.bytes = bytes
        self.freeSpace = freeSpace
    }

    public struct FreeSpace: Equatable, Sendable {
        /// Bytes that no file uses.
        public let bytes: Int64
        /// The part of them that is not zero.
        public let used: Int64

        public init(bytes: Int64, used: Int64) {
            self.bytes = bytes
            self.used = used
        }
    }

    /// The disk whose file system begins at this folder; nil for an ordinary folder or a container's root.
    static func holding(_ root: Root) -> Disk? {
        let folder = root.isSystem ? "/" : root.prefix
        var here = stat()
        var above = stat()
        guard stat(folder, &here) == 0, stat(folder + "/..", &above) == 0 else { return nil }
        // A container's root is a file system of its host.
        if root.isSystem && Files(.system).exists("/run/systemd/container") { return nil }
        guard root.isSystem || here.st_dev != above.st_dev else { return nil }
        let device = "/sys/dev/block/\(major(here.st_dev)):\(minor(here.st_dev))"
        let files = Files(.system)
        // A partition's folder is in its disk's.
        let disk = files.exists(device + "/partition") ? device + "/.." : device
        guard let sectors = files.firstLine(disk + "/size").flatMap(Int64.init), sectors > 0 else { return nil }
        return Disk(bytes: sectors * 512, freeSpace: nil)
    }

    /// glibc's macros of these names, see gnu_dev_major and gnu_dev_minor.
    private static func major(_ device: dev_t) -> UInt { device >> 8 & 0xFFF | device >> 32 & 0xFFFF_F000 }
    private static func minor(_ device: dev_t) -> UInt { device & 0xFF | device >> 12 & 0xFFFF_FF00 }
}
