import Glibc
import Host
import ImageCheck

/// A raw or qcow2 disk whose root file system is mounted, read-only.
///
/// It is mounted in a mount namespace that this process has for itself (``PrivateMounts``), and what is made of it has
/// no name: whatever ends the process, the kernel takes mount, loop device and copy away with it.
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
            if tree.exists("/etc/os-release") || tree.exists("/usr/lib/os-release") {
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
            .unreadable, "no Linux system is on \(path), which has \(kinds)",
            help: "encrypted disks and LVM are not looked into: mount the root yourself and give it by --root")
    }

    /// Any folder that is everywhere: in the namespace of this process nobody else sees what is mounted over it.
    private static let place = "/mnt"
}

/// A mount namespace for this process alone.
public enum PrivateMounts {
    private static let mark = "LANDFALL_PRIVATE_MOUNTS"

    /// Starts this program anew in a mount namespace of its own, with the same arguments; returns where it has one.
    ///
    /// A namespace belongs to a thread, and a program with several gets one for all of them only before it starts.
    public static func enter() throws(DiskImageFailure) {
        if ThisProcess.variable(mark) == "\(getpid())" { return }
        guard geteuid() == 0 else {
            throw DiskImageFailure(
                .notPermitted, "only root may mount a disk, also to read it", help: "run it by sudo")
        }
        setenv(mark, "\(getpid())", 1)
        let own = (try? ThisProcess.executable()) ?? CommandLine.arguments[0]
        let words = ["unshare", "--mount", "--propagation", "private", "--", own] + CommandLine.arguments.dropFirst()
        var arguments = words.map { strdup($0) } + [nil]
        execvp("unshare", &arguments)
        throw DiskImageFailure(
            .toolMissing, "`unshare` does not run, which keeps the mounts apart", help: "install util-linux")
    }
}
