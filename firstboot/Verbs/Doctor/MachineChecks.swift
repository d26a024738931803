import Glibc
import Host
import ImageMaking
import Installation
import Text

/// What `doctor` looks at on the machine itself.
struct MachineChecks {
    private let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    func all() async -> [Finding] { size() + room() + memoryKills() + restart() + (await clock()) + firewall() }

    private func size() -> [Finding] {
        let requires = machine.plan.requires
        let memory = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
        let disk = fileSystem()
        return [
            // On a machine sold with 1 GiB the kernel sees about 5 % less.
            Self.amount("memory", memory, atLeast: requires.memory * 9 / 10),
            Self.amount("disk", Int64(disk.f_blocks) * Int64(disk.f_frsize), atLeast: requires.disk * 9 / 10),
        ]
    }

    private func room() -> [Finding] {
        let disk = fileSystem()
        let free = Int64(disk.f_bavail) * Int64(disk.f_frsize)
        let help = "remove files that are not needed, or run `docker image prune`"
        let bytes =
            free < 1 << 30
            ? Finding.warn("free disk", Self.gigabytes(free), help: help) : .pass("free disk", Self.gigabytes(free))
        // Some file systems do not count them.
        guard disk.f_files > 0, disk.f_favail < disk.f_files / 20 else { return [bytes] }
        return [
            bytes,
            .warn(
                "free inodes", "\(disk.f_favail) of \(disk.f_files): no more files can be made soon",
                help: "find a folder with very many small files: `du --inodes --one-file-system / | sort -n | tail`"),
        ]
    }

    private func fileSystem() -> statvfs {
        var disk = statvfs()
        statvfs(machine.files.root.path("/"), &disk)
        return disk
    }

    private static func amount(_ name: String, _ bytes: Int64, atLeast least: Int64) -> Finding {
        guard bytes < least else { return .pass(name, gigabytes(bytes)) }
        return .warn(
            name, "\(gigabytes(bytes)), but the app needs \(gigabytes(least))", help: "move to a larger machine")
    }

    private static func gigabytes(_ bytes: Int64) -> String {
        "\(bytes / 100_000_000 / 10).\(bytes / 100_000_000 % 10) GB"
    }

    /// The kernel counts since the boot.
    ///
    /// Source: proc_vmstat(5).
    private func memoryKills() -> [Finding] {
        let lines = text("/proc/vmstat").split(separator: "\n")
        let count = lines.first { $0.hasPrefix("oom_kill ") }?.split(separator: " ").last.flatMap { Int($0) } ?? 0
        guard count > 0 else { return [] }
        return [
            .warn(
                "memory kills", "since the boot the kernel has ended \(count) processes for lack of memory",
                help: "`journalctl --dmesg --grep 'Out of memory'` names them; move to a larger machine")
        ]
    }

    private func restart() -> [Finding] {
        guard machine.files.exists("/run/reboot-required") else { return [] }
        return [.warn("restart", "an update waits for a restart of the machine", help: "run `reboot` at a quiet hour")]
    }

    /// Certificates and retention depend on it.
    private func clock() async -> [Finding] {
        guard machine.hasSystemd else { return [] }
        let show = Command("timedatectl", ["show", "--property", "NTP", "--property", "NTPSynchronized"])
        guard let lines = try? await show.run().lastLines, lines.contains("NTPSynchronized=no") else { return [] }
        let isOff = lines.contains("NTP=no")
        return [
            .warn(
                "clock", isOff ? "nothing sets it by the network" : "it is not yet set by the network",
                help: isOff ? "`timedatectl set-ntp true` turns that on" : "see `timedatectl timesync-status`",
                fix: isOff ? ["timedatectl", "set-ntp", "true"] : nil)
        ]
    }

    private func firewall() -> [Finding] {
        guard machine.files.root.isSystem,
            let changes = try? MachineChanges.read(on: machine), changes.firewall.needed[machine.plan.app.name] != nil,
            machine.files.exists("/etc/ufw/ufw.conf"), !text("/etc/ufw/ufw.conf").contains("ENABLED=yes")
        else { return [] }
        return [
            .warn(
                "firewall", "it is off: every port is open, also those that Docker publishes",
                help: "`ufw enable` turns it on, with the app's ports and ssh open")
        ]
    }

    private func text(_ path: String) -> String {
        String(decoding: (try? machine.files.read(path)).flatMap { $0 } ?? [], as: UTF8.self)
    }
}
