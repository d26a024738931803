import Host
import Plan

/// What QEMU's machine for a processor is made of, and what Linux calls its parts.
struct Board {
    let processor: Architecture

    init(_ processor: Architecture) { self.processor = processor }

    /// The board and its screen. An arm64 machine's firmware comes with it: only UEFI gives Linux the firmware's words there
    /// (SMBIOS), by which it knows its cloud.
    var arguments: [String] {
        switch processor {
        case .amd64: ["-machine", "pc", "-vga", "std"]
        // The firmware draws on this screen, and Linux goes on with it (efifb).
        case .arm64: ["-machine", "virt,gic-version=max", "-bios", firmware ?? Self.firmwares[0], "-device", "ramfb"]
        }
    }

    /// Nil if nothing is missing.
    fileprivate var missingFirmware: String? {
        processor == .arm64 && firmware == nil ? Self.firmwares[0] : nil
    }

    private var firmware: String? { Self.firmwares.first(where: Files(.system).exists) }

    /// Where Debian and Ubuntu, Fedora, and QEMU itself have it.
    private static let firmwares = [
        "/usr/share/qemu-efi-aarch64/QEMU_EFI.fd", "/usr/share/edk2/aarch64/QEMU_EFI.fd",
        "/usr/share/qemu/edk2-aarch64-code.fd",
    ]

    /// Kernel options that save work under emulation. The result of a boot is the same.
    var optionsForEmulation: [String] {
        [
            // An emulated processor has no speculation to attack.
            "mitigations=off",
            // An emulator caches translated code by address, so keep each library at the same address in every process.
            "norandmaps",
            // Clear no pages in advance.
            "init_on_alloc=0",
            // Use a periodic timer: setting it again for each wait costs more than the ticks.
            "nohz=off", "highres=off",
            // Skip accounting at each system call and context switch: nobody reads it.
            "audit=0", "psi=0", "cgroup.memory=nokmem,nosocket",
            // The kernel need not protect its memory from anybody else.
            "hardened_usercopy=off",
        ] + (processor == .amd64 ? Self.forPC : [])
    }

    private static let forPC = [
        // Clear pages with plain stores and not with a repeating instruction (112 is `rep_good`).
        "clearcpuid=112",
        // The board has two IDE channels, and nothing is connected to them.
        "modprobe.blacklist=ata_piix,ata_generic",
    ]
}

extension Architecture {
    /// The firmware that its machines need, if it is not on this computer.
    public var missingFirmware: String? { Board(self).missingFirmware }

    /// The serial console's name in Linux.
    public var serialConsole: String { self == .amd64 ? "ttyS0" : "ttyAMA0" }
}
