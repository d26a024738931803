import Foundation
import Host
import Plan
import Stamp

/// The Debian releases for disks.
public enum DebianRelease: String, Sendable, CaseIterable {
    case debian12, debian13

    public var title: String { self == .debian12 ? "Debian 12" : "Debian 13" }
    var suite: String { self == .debian12 ? "bookworm" : "trixie" }

    fileprivate func packages(for processor: Architecture) -> [String] {
        // Debian 12 has no Compose v2, but Debian 13's runs on it.
        let compose =
            self == .debian12 ? ["docker-compose/\(DebianRelease.debian13.suite)"] : ["docker-cli", "docker-compose"]
        return ["linux-image-cloud-\(processor.imageName)"] + Self.packages + compose
    }

    /// The parts of Debian's own cloud images that matter for a first boot. networkd and netplan replace ifupdown,
    /// which waits a minute for a missing IPv6 router.
    private static let packages = [
        "initramfs-tools", "xz-utils", "zstd", "kmod", "udev", "systemd-sysv", "systemd-resolved", "systemd-timesyncd",
        "libpam-systemd", "dbus", "cloud-init", "cloud-guest-utils",
        "e2fsprogs", "netplan.io", "dhcpcd-base", "netbase", "iproute2", "iputils-ping", "openssh-server", "sudo",
        "less", "procps", "logrotate", "ca-certificates", "curl", "docker.io", "iptables",
        // What `prepare` needs besides Docker, because the build machine reaches no archive.
        "apparmor", "ufw", "unattended-upgrades", "restic",
    ]

    /// The suites of its packages, its own first.
    var suites: [String] { self == .debian12 ? [suite, DebianRelease.debian13.suite] : [suite] }
}

/// How the Debian disk is made: mmdebstrap unpacks and configures packages from this computer's apt sources.
struct DebianTree {
    /// A key for the disk's inputs. It includes the month, so that the disk does not get old.
    let name: String
    private let release: DebianRelease
    private let processor: Architecture
    private let sources: [String]

    private static let options = ["--variant=minbase"]
    /// Runs in the tree when its packages are installed.
    static let settling = """
        set -eu
        echo localhost >/etc/hostname
        # An emulated machine would take seconds to unpack its modules at each boot.
        find /usr/lib/modules -name '*.ko.xz' -exec xz --decompress '{}' +
        depmod "$(basename /usr/lib/modules/*)"
        # A client waits a random time, up to two seconds, so that not all machines ask at once (RFC 2131, 4.4.1).
        # Here there is only one.
        echo nodelay >>/etc/dhcpcd.conf

        """
    /// The version of this recipe.
    private static let revision = "5"

    /// - Throws: ``BaseDisk/Unfit`` if this computer's apt sources have no Debian archive.
    static func recipe(_ release: DebianRelease, for processor: Architecture) async throws -> DebianTree {
        // Its packages' own programs run while it is made.
        if processor != .here, !Self.emulatedPrograms(of: processor) {
            throw BaseDisk.Unfit(
                description: "a disk for \(processor.rawValue) cannot be made here: this computer's kernel does not "
                    + "run programs for that processor\n"
                    + "help: sudo apt install qemu-user-static, which makes it emulate them; or give --base the file of a "
                    + "cloud image")
        }
        let format = "$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)"
        let targets = try? await Command(
            "apt-get", ["indextargets", "--format", format, "Created-By: Packages"]
        ).run()
        let archives = Set(
            (targets?.lastLines ?? []).flatMap { line -> [String] in
                let words = line.split(separator: "|").map(String.init)
                guard words.count == 4, words[0] == "Debian" else { return [] }
                let pocket = ["-security", "-updates"].first(where: words[2].hasSuffix)
                if pocket == nil && words[2].contains("-") { return [] }
                return release.suites.map { suite in
                    "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] "
                        + "\(words[1]) \(suite)\(pocket ?? "") \(words[3])"
                }
            })
        guard !archives.isEmpty else {
            throw BaseDisk.Unfit(
                description: "this computer's apt sources have no Debian archive\n"
                    + "help: give --base the file of a cloud image")
        }
        let packages = release.packages(for: processor)
        let sources = archives.sorted()
        let month = Calendar(identifier: .iso8601).dateComponents([.year, .month], from: Date())
        let inputs =
            sources + packages + options + [revision, "\(month.year ?? 0)-\(month.month ?? 0)"]
        let digest = SHA256.hex(Array(inputs.joined(separator: "\n").utf8))
        return DebianTree(
            name: "\(BaseDisk.kind(release, processor))-" + digest.prefix(12), release: release, processor: processor,
            sources: sources)
    }

    /// Whether the kernel starts the processor's programs with an emulator (binfmt_misc), as Debian's and Ubuntu's
    /// packages of QEMU register it.
    private static func emulatedPrograms(of processor: Architecture) -> Bool {
        let entry = "/proc/sys/fs/binfmt_misc/qemu-\(processor.rawValue)"
        guard let bytes = try? Files(.system).read(entry) else { return false }
        return bytes.starts(with: Array("enabled".utf8))
    }

    /// Makes `disk.raw`, `vmlinuz` and `initrd` in the folder. Without root it uses a user namespace.
    func make(in work: Scratch) async throws {
        let list = work["sources.list"]
        try Files(.system).write(list, Array((sources.joined(separator: "\n") + "\n").utf8), mode: 0o644)
        try await BaseDisk.required(Command("chmod", ["0755", work.folder]))
        let left = ["doc", "man", "locale"].map { "--dpkgopt=path-exclude=/usr/share/\($0)/*" }
        // mmdebstrap looks for the emulator in a way of its own, which does not find one in a name space.
        let foreign = processor == .here ? [] : ["--architectures=\(processor.imageName)", "--skip=check/qemu"]
        // The address is only for this computer, and the tree may be kept for a long time.
        let options = [
            "APT::Install-Recommends \"false\"", "Acquire::Check-Valid-Until \"false\"",
            "APT::Default-Release \"/^\(release.suite)(|-security|-updates)$/\"",
        ]
        try await BaseDisk.required(
            Command(
                "mmdebstrap",
                ["--quiet", "--format=tar"] + foreign + Self.options + options.map { "--aptopt=" + $0 }
                    + ["--include=" + release.packages(for: processor).joined(separator: ",")] + left
                    + [release.suite, work["tree.tar"], list],
                // The kernel's package would make an initrd, for minutes under emulation; InitialFiles makes ours.
                environment: processor == .here ? [:] : ["INITRD": "No"]))
        try Files(.system).createFolder(work["tree"])
        try Files(.system).write(work["settling"], Array(Self.settling.utf8), mode: 0o644)
        try Files(.system).write(work["initial-files"], Array(InitialFiles.script.utf8), mode: 0o644)
        let inTree = "env --ignore-environment PATH=/usr/sbin:/usr/bin chroot tree sh -s"
        let steps = [
            // The system's programs may be missing from an ordinary user's PATH.
            "PATH=$PATH:/usr/sbin:/sbin",
            // The kernel makes the devices, and only root could.
            "tar --extract --file tree.tar --directory tree --exclude './dev/*'",
            "\(inTree) <settling", "cat tree/boot/vmlinuz-* >vmlinuz", "\(inTree) <initial-files >initrd",
            "mke2fs -q -t ext4 -L root -d tree disk.raw \(BaseDisk.debianSize)G", "rm -rf tree tree.tar",
        ].joined(separator: " && ")
        let namespace = geteuid() == 0 ? [] : ["unshare", "--map-root-user", "--map-auto", "--"]
        let command = namespace + ["sh", "-c", steps]
        try await BaseDisk.required(Command(command[0], Array(command.dropFirst()), folder: work.folder))
    }
}
