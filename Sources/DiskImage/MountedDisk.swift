import Glibc
import Host
import ImageCheck

/// A raw or qcow2 disk whose root file system is mounted, read-only.
///
/// It is mounted in this process's own mount namespace (``PrivateMounts``), and the copy has no name. So however the
/// process ends, the kernel removes the mount, the loop device and the copy.
public struct MountedDisk: ~Copyable {
    public let root: Root
    public let disk: Disk
    /// Held open: a copy has no other name.
    private let file: OpenFile

    /// - Throws: ``DiskImageFailure``.
    public init(_ path: String) async throws {
        let file = try await OpenFile.raw(path)
        (root, disk) = try await Self.mount(file, path: path)
        self.file = file
    }

    private static func mount(_ file: borrowing OpenFile, path: String) async throws -> (Root, Disk) {
        let partitions = try await PartitionTable.read(file, path: path)
        for partition in partitions.sorted(by: { $0.length > $1.length }) where partition.isMountable {
            guard try await partition.mount(file, on: place) else { continue }
            let tree = ImageTree(Root(place))
            if OSRelease.paths.contains(where: tree.exists) {
                let free = await FreeBlocks(file, partition).count()
                return (tree.root, Disk(bytes: file.length, freeSpace: free))
            }
            _ = try await Command("umount", [place]).run()
        }
        let kinds = partitions.compactMap(\.type).joined(separator: ", ")
        if kinds.isEmpty {
            throw DiskImageFailure(
                .unreadable, "there is no file system on \(path)",
                help: "give a disk in raw or qcow2 format, with partitions or a bare file system")
        }
        throw DiskImageFailure(
            .unreadable, "there is no Linux system on \(path), which has \(kinds)",
            help: "encrypted disks and LVM are not supported: mount the root yourself and give it with --root")
    }

    /// Any folder that always exists. Nobody else sees this mount, because it is in the process's own namespace.
    private static let place = "/mnt"
}

/// A mount namespace for this process alone.
public enum PrivateMounts {
    private static let mark = "LANDFALL_PRIVATE_MOUNTS"

    /// Starts this program again in its own mount namespace, with the same arguments. Returns if it already has one.
    ///
    /// A namespace belongs to a thread. All threads of a program share one only if it is created before the program
    /// starts.
    public static func enter() throws(DiskImageFailure) {
        if ThisProcess.variable(mark) == "\(getpid())" { return }
        guard geteuid() == 0 else {
            throw DiskImageFailure(
                .notPermitted, "only root may mount a disk, even to read it", help: "run this with sudo")
        }
        setenv(mark, "\(getpid())", 1)
        let own = (try? ThisProcess.executable()) ?? CommandLine.arguments[0]
        let words = ["unshare", "--mount", "--propagation", "private", "--", own] + CommandLine.arguments.dropFirst()
        var arguments = words.map { strdup($0) } + [nil]
        execvp("unshare", &arguments)
        throw DiskImageFailure(
            .toolMissing, "`unshare` does not run; it is needed for a private mount", help: "install util-linux")
    }
}
