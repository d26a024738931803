import Host
import Plan
import Text

/// A virtual machine as QEMU's command.
public struct Qemu: Sendable, Equatable {
    /// A disk whose writes go to the file itself.
    public struct Disk: Sendable, Equatable {
        public var path: String
        public var format: String
        /// Visible in the machine as `/dev/disk/by-id/virtio-SERIAL`.
        public var serial: String
        public var isReadOnly = false

        public init(_ path: String, format: String, serial: String, isReadOnly: Bool = false) {
            self.path = path
            self.format = format
            self.serial = serial
            self.isReadOnly = isReadOnly
        }
    }

    /// A kernel that starts without a boot loader.
    public struct Kernel: Sendable, Equatable {
        public var image: String
        public var initialFiles: String
        public var commandLine: String
    }

    public var processor: Architecture
    public var acceleration: Acceleration
    /// MiB
    public var memory: Int
    public var processors: Int
    public var disks: [Disk]
    /// A folder that appears in the machine as cloud-init's `cidata` disk.
    public var seed: String?
    /// nil if the disk has its own boot loader.
    public var kernel: Kernel?
    public var identity: Identity?
    /// Whether a machine outside any cloud reaches this computer's network, as a build on a foreign disk must.
    public var isOnline = false
    /// The path of QEMU's control socket.
    public var control: String
    /// The file for QEMU's process id.
    public var processFile: String { control + ".pid" }

    public init(
        processor: Architecture = .here, acceleration: Acceleration, memory: Int, processors: Int, disks: [Disk],
        kernel: Kernel?, control: String
    ) {
        self.processor = processor
        self.acceleration = acceleration
        self.memory = memory
        self.processors = processors
        self.disks = disks
        self.kernel = kernel
        self.control = control
    }

    public var command: Command { Command(processor.emulator, arguments) }

    private var arguments: [String] {
        var list = ["-nodefaults", "-no-user-config", "-display", "none"] + Board(processor).arguments
        list += acceleration.arguments(for: processor)
        list += ["-m", "\(memory)", "-smp", "\(acceleration == .emulation ? 1 : processors)"]
        list += ["-device", "virtio-rng-pci", "-no-reboot"]
        list += ["-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"]
        list += ["-qmp", "unix:\(Self.escaped(control)),server=on,wait=off", "-pidfile", processFile]
        for (index, disk) in disks.enumerated() {
            let file = "file=\(Self.escaped(disk.path)),format=\(disk.format),if=none,id=disk\(index)"
            // What the machine flushes reaches this computer's page cache, which outlives QEMU. Waiting for the real
            // disk would only slow each flush down, because no layer outlives this computer.
            list += ["-drive", file + ",discard=unmap,cache=unsafe" + (disk.isReadOnly ? ",readonly=on" : "")]
            list += ["-device", "virtio-blk-pci,drive=disk\(index),serial=\(disk.serial)"]
        }
        if let seed {
            list += ["-blockdev", "driver=vvfat,node-name=seed,label=CIDATA,read-only=on,dir=\(Self.escaped(seed))"]
            list += ["-device", "virtio-blk-pci,drive=seed"]
        }
        if let kernel {
            let words =
                [kernel.commandLine] + (acceleration == .emulation ? Board(processor).optionsForEmulation : [])
                + (identity?.kernelArguments ?? [])
            list += ["-kernel", kernel.image, "-initrd", kernel.initialFiles]
            list += ["-append", words.joined(separator: " ")]
        }
        if identity == nil && isOnline {
            list += ["-netdev", "user,id=network", "-device", "virtio-net-pci,netdev=network"]
        }
        return list + (identity?.arguments ?? [])
    }

    /// QEMU separates values by commas, so a comma in a value is doubled.
    static func escaped(_ value: String) -> String { value.escaping([",": ",,"]) }
}
