import Glibc
import Host
import Installation
import Plan

/// How large this machine is. In bytes.
package struct MachineSize {
    package let memory: Int64
    /// Of the root's file system.
    package let disk: Int64
    package let freeDisk: Int64
    /// Files that the file system may have, and how many more; 0 where it does not count them.
    package let inodes: UInt
    package let freeInodes: UInt

    package init(_ machine: Machine) {
        memory = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
        var status = statvfs()
        statvfs(machine.files.root.path("/"), &status)
        disk = Int64(status.f_blocks) * Int64(status.f_frsize)
        freeDisk = Int64(status.f_bavail) * Int64(status.f_frsize)
        inodes = UInt(status.f_files)
        freeInodes = UInt(status.f_favail)
    }

    /// Whether an amount is what the app needs. On a machine sold with 1 GiB the kernel sees about 5 % less.
    package static func suffices(_ bytes: Int64, for needed: Int64) -> Bool { bytes >= needed * 9 / 10 }

    /// For people: `1.9 GB`.
    package static func gigabytes(_ bytes: Int64) -> String {
        "\(bytes / 100_000_000 / 10).\(bytes / 100_000_000 % 10) GB"
    }
}
