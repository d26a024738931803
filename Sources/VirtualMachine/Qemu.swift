import Host

/// A virtual machine as QEMU's command.
public struct Qemu: Sendable, Equatable {
    public static let program = "qemu-system-x86_64"

    /// A disk whose writes go to the file itself.
    public struct Disk: Sendable, Equatable {
        public var path: String
        public var format: String
        /// Seen in the machine as `/dev/disk/by-id/virtio-SERIAL`.
        public var serial: String
        public var isReadOnly = false

        public init(_ path: String, format: String, serial: String, isReadOnly: Bool = false) {
            self.path = path
            self.format = format
            self.serial = serial
            self.isReadOnly = isReadOnly
        }
    }

    /// A kernel that is started without a boot loader.
    public struct Kernel: Sendable, Equatable {
        public var image: String
        public var initialFiles: String
        public var commandLine: String
    }

    public var acceleration: Acceleration
    /// MiB
    public var memory: Int
    public var processors: Int
    public var disks: [Disk]
    /// A folder that the machine sees as cloud-init's `cidata` disk.
    public var seed: String?
    /// nil where the disk has a boot loader of its own.
    public var kernel: Kernel?
    public var identity: Identity?
    /// Whether a machine of no cloud reaches this computer's network, as a build on a foreign disk must.
    public var isOnline = false
    /// Where QEMU's own control socket is.
    public var control: String
    /// Where QEMU writes its process's number.
    public var processFile: String { control + ".pid" }

    public init(
        acceleration: Acceleration, memory: Int, processors: Int, disks: [Disk], kernel: Kernel?, control: String
    ) {
        self.acceleration = acceleration
        self.memory = memory
        self.processors = processors
        self.disks = disks
        self.kernel = kernel
        self.control = control
    }

    public var command: Command { Command(Self.program, arguments) }

    private var arguments: [String] {
        var list = ["-nodefaults", "-no-user-config", "-machine", "pc", "-display", "none", "-vga", "std"]
        list += acceleration.arguments
        list += ["-m", "\(memory)", "-smp", "\(acceleration == .emulation ? 1 : processors)"]
        list += ["-device", "virtio-rng-pci", "-no-reboot"]
        list += ["-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"]
        list += ["-qmp", "unix:\(Self.escaped(control)),server=on,wait=off", "-pidfile", processFile]
        for (index, disk) in disks.enumerated() {
            let file = "file=\(Self.escaped(disk.path)),format=\(disk.format),if=none,id=disk\(index)"
            // What the machine flushes reaches this computer's page cache, which outlives QEMU. To wait for a disk's
            // own would slow each flush down for nothing: no layer outlives this computer.
            list += ["-drive", file + ",discard=unmap,cache=unsafe" + (disk.isReadOnly ? ",readonly=on" : "")]
            list += ["-device", "virtio-blk-pci,drive=disk\(index),serial=\(disk.serial)"]
        }
        if let seed {
            list += ["-blockdev", "driver=vvfat,node-name=seed,label=CIDATA,read-only=on,dir=\(Self.escaped(seed))"]
            list += ["-device", "virtio-blk-pci,drive=seed"]
        }
        if let kernel {
            let words =
                [kernel.commandLine] + (acceleration == .emulation ? Self.forEmulation : [])
                + (identity?.kernelArguments ?? [])
            list += ["-kernel", kernel.image, "-initrd", kernel.initialFiles]
            list += ["-append", words.joined(separator: " ")]
        }
        if identity == nil && isOnline {
            list += ["-netdev", "user,id=network", "-device", "virtio-net-pci,netdev=network"]
        }
        return list + (identity?.arguments ?? [])
    }

    /// What an emulated kernel leaves undone. A boot computes much less without it, and ends in nothing else.
    private static let forEmulation = [
        // Nobody attacks an emulated processor by its speculation, which it does not have.
        "mitigations=off",
        // An emulator keeps what it translated by its address: a library lies at the same one in each process.
        "norandmaps",
        // A page is written once, by stores and not by an instruction that repeats itself (112 is `rep_good`).
        "init_on_alloc=0", "clearcpuid=112",
        // The timer ticks; to set it anew for each wait costs more than the ticks.
        "nohz=off", "highres=off",
        // Nobody reads what would be counted at each system call and each change of process.
        "audit=0", "psi=0", "cgroup.memory=nokmem,nosocket",
        // The kernel has no neighbour to keep from its memory.
        "hardened_usercopy=off",
        // The board has two IDE channels, and nothing is connected to them.
        "modprobe.blacklist=ata_piix,ata_generic",
    ]

    /// QEMU's lists have commas between their values; a comma in one is doubled.
    static func escaped(_ value: String) -> String { value.replacing(",", with: ",,") }
}
