import Docker
import Glibc
import Host
import Installation
import Plan

/// How large this machine is. In bytes.
package struct MachineSize {
    /// A file system that the app fills.
    package struct Disk {
        /// For people: whose it is, and its folder.
        package let title: String
        /// Of the machine; not there yet where Docker is not.
        package let folder: String
        package let size: Int64
        package let free: Int64
        /// Files that the file system may have, and how many more; 0 where it does not count them.
        package let inodes: UInt
        package let freeInodes: UInt

        fileprivate init(_ title: String, _ folder: String, at path: String) {
            self.title = title
            self.folder = folder
            var status = statvfs()
            statvfs(path, &status)
            size = Int64(status.f_blocks) * Int64(status.f_frsize)
            free = Int64(status.f_bavail) * Int64(status.f_frsize)
            inodes = UInt(status.f_files)
            freeInodes = UInt(status.f_favail)
        }
    }

    package let memory: Int64
    /// The root's.
    package let root: Disk
    /// The one on which Docker keeps images and volumes; nil where that is the root's, or is not of this computer.
    package let docker: Disk?

    /// What an app's need of disk is compared with: there its images are, and most of its data.
    package var data: Disk { docker ?? root }
    package var disks: [Disk] { [root] + (docker.map { [$0] } ?? []) }

    package init(_ machine: Machine) {
        memory = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
        let path = machine.files.root.path("/")
        root = Disk("/", "/", at: path)
        docker = Self.dockersFolder(machine).flatMap { folder in
            let files = Files(.system)
            guard let system = try? files.fileSystem(of: folder.path),
                let rootSystem = try? files.fileSystem(of: path), system != rootSystem
            else { return nil }
            return Disk("Docker's \(folder.name)", folder.name, at: folder.path)
        }
    }

    /// - Returns: The folder as Docker names it, and a path of this computer that is there; nil where the engine's is not
    ///   of this computer.
    private static func dockersFolder(_ machine: Machine) -> (name: String, path: String)? {
        if let named = try? DockerEngine().dataFolder() {
            return Files(.system).exists(named) ? (named, named) : nil
        }
        // Where a new engine will have it.
        let usual = "/var/lib/docker"
        return (usual, machine.files.root.path(machine.files.nearestExisting(usual)))
    }

    /// Whether an amount is what the app needs. On a machine sold with 1 GiB the kernel sees about 5 % less.
    package static func suffices(_ bytes: Int64, for needed: Int64) -> Bool { bytes >= needed * 9 / 10 }

    /// For people: `1.9 GB`.
    package static func gigabytes(_ bytes: Int64) -> String {
        "\(bytes / 100_000_000 / 10).\(bytes / 100_000_000 % 10) GB"
    }
}
