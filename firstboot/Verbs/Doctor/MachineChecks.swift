import Host
import ImageMaking
import Installation
import Text

/// What `doctor` looks at on the machine itself.
struct MachineChecks {
    private let machine: Machine
    private let size: MachineSize

    init(_ machine: Machine) {
        self.machine = machine
        size = MachineSize(machine)
    }

    func all() async -> [Finding] {
        amounts() + rooms() + folder() + memoryKills() + restart() + (await clock()) + (await firewall())
    }

    private func amounts() -> [Finding] {
        let requires = machine.plan.requires
        return [
            Self.amount("memory", size.memory, needed: requires.memory),
            Self.amount("disk", size.data.size, at: size.docker?.title, needed: requires.disk),
        ]
    }

    private func rooms() -> [Finding] { size.disks.flatMap(room) }

    private func room(_ disk: MachineSize.Disk) -> [Finding] {
        let place = size.docker == nil ? "" : " at \(disk.title)"
        let free = MachineSize.gigabytes(disk.free) + place
        let prune = disk.folder == size.data.folder ? ", or run `docker image prune`" : ""
        let help = "remove files that are not needed\(prune)"
        let bytes = disk.free < 1 << 30 ? Finding.warn("free disk", free, help: help) : .pass("free disk", free)
        // Some file systems do not count them.
        guard disk.inodes > 0, disk.freeInodes < disk.inodes / 20 else { return [bytes] }
        return [
            bytes,
            .warn(
                "free inodes", "\(disk.freeInodes) of \(disk.inodes)\(place): no more files can be made soon",
                help: "find a folder with very many small files: "
                    + "`du --inodes --one-file-system \(disk.folder) | sort -n | tail`"),
        ]
    }

    /// The owner's own folder, which may be on a disk of its own.
    private func folder() -> [Finding] {
        guard let folder = machine.linkedFolder else { return [] }
        do {
            try machine.requireStackFolder()
            let free = try machine.files.freeSpace(at: machine.paths.stack)
            let detail = "\(folder), \(MachineSize.gigabytes(free)) free"
            return [
                free < 1 << 30
                    ? .warn("folder", detail, help: "remove files there that are not needed") : .pass("folder", detail)
            ]
        } catch {
            let failure = Failure(error)
            return [.fail("folder", failure.message, help: failure.help)]
        }
    }

    /// - Parameter place: Where it is, if not on the root's disk.
    private static func amount(_ name: String, _ bytes: Int64, at place: String? = nil, needed: Int64) -> Finding {
        let has = MachineSize.gigabytes(bytes) + (place.map { " at \($0)" } ?? "")
        guard !MachineSize.suffices(bytes, for: needed) else { return .pass(name, has) }
        return .warn(
            name, "\(has), but the app needs \(MachineSize.gigabytes(needed * 9 / 10))",
            help: place == nil ? "move to a larger machine" : "give Docker's data a larger disk")
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
        let show = Command(
            "timedatectl", ["show"] + ["NTP", "CanNTP", "NTPSynchronized"].flatMap { ["--property", $0] })
        guard let lines = try? await show.run().lastLines, lines.contains("NTPSynchronized=no") else { return [] }
        return [clockFinding(lines, await timeService())]
    }

    /// The one that runs of those that distributions have.
    private func timeService() async -> String? {
        for name in ["systemd-timesyncd", "chrony", "chronyd", "ntpsec", "ntp", "ntpd"] {
            let isActive = try? await Command("systemctl", ["is-active", "--quiet", "\(name).service"]).run().succeeded
            if isActive == true { return "\(name).service" }
        }
        return nil
    }

    /// - Parameters:
    ///   - lines: What timedatectl says.
    ///   - service: The one that sets the clock; nil if none runs.
    private func clockFinding(_ lines: [String], _ service: String?) -> Finding {
        if let service {
            return .warn(
                "clock", "it is not yet set by the network",
                help:
                    "`systemctl restart \(service)` lets it ask again; a firewall on the way must let UDP port 123 out",
                fix: ["systemctl", "restart", service])
        }
        if lines.contains("CanNTP=no") {
            let hasAPT = machine.files.exists("/usr/bin/apt-get")
            let install = hasAPT ? "apt-get install systemd-timesyncd" : "dnf install chrony"
            return .warn(
                "clock", "nothing is installed that sets it by the network",
                help: "`\(install)` brings a service for that")
        }
        return .warn(
            "clock", "nothing sets it by the network", help: "`timedatectl set-ntp true` turns that on",
            fix: ["timedatectl", "set-ntp", "true"])
    }

    private func firewall() async -> [Finding] {
        guard let changes = try? MachineChanges.read(on: machine), changes.firewall.needed[machine.plan.app.name] != nil
        else { return [] }
        let what = "it is off: every port is open, also those that Docker publishes"
        if machine.files.exists("/etc/ufw/ufw.conf") {
            guard machine.files.root.isSystem, !text("/etc/ufw/ufw.conf").contains("ENABLED=yes") else { return [] }
            return [.warn("firewall", what, help: "`ufw enable` turns it on, with the app's ports and ssh open")]
        }
        guard machine.hasSystemd, machine.files.exists("/usr/sbin/firewalld"),
            let active = try? await Command("systemctl", ["is-active", "--quiet", "firewalld.service"]).run(),
            !active.succeeded
        else { return [] }
        let help = "`systemctl enable --now firewalld` turns it on, with the app's ports and ssh open"
        return [.warn("firewall", what, help: help)]
    }

    private func text(_ path: String) -> String {
        String(decoding: (try? machine.files.read(path)).flatMap { $0 } ?? [], as: UTF8.self)
    }
}
