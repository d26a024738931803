import Foundation
import Host

/// How the machine's processor is had.
public enum Acceleration: Sendable, Equatable {
    case hardware
    /// A minute or two a boot. One thread and an old processor model: others were seen to hang where this computer is
    /// itself a virtual machine. The model has what every cloud's has (x86-64-v2). It is AMD's, because a kernel gives
    /// each process a page table of its own on Intel's of that age (Meltdown), and emulation pays for every change of
    /// it: a boot took a third longer.
    case emulation

    /// QEMU's, of its command line.
    // The probe's guest has the very processor that a machine will have: with another one it may run where that fails.
    public var arguments: [String] {
        switch self {
        case .hardware: ["-accel", "kvm", "-cpu", "host"]
        case .emulation:
            ["-accel", "tcg,thread=single", "-cpu", "Opteron_G3,ssse3=on,sse4.1=on,sse4.2=on,misalignsse=off,svm=off"]
        }
    }

    /// Hardware where a guest really runs on it: a device that opens says little.
    ///
    /// The guest is one boot sector that asks QEMU to end with the exit code 33, which nothing else does; it has five
    /// seconds for that.
    public static func probe() async throws -> Acceleration {
        guard FileManager.default.isReadableFile(atPath: "/dev/kvm") else { return .emulation }
        let sector = try Scratch("probe")
        defer { sector.remove() }
        // mov dx, 0xf4; mov al, 0x10; out dx, al; hlt
        var bytes: [UInt8] = [0xba, 0xf4, 0x00, 0xb0, 0x10, 0xee, 0xf4]
        bytes += [UInt8](repeating: 0, count: 510 - bytes.count) + [0x55, 0xaa]
        // The firmware passes over a disk of one sector.
        bytes += [UInt8](repeating: 0, count: 1 << 20)
        try Files(.system).write(sector["sector"], bytes, mode: 0o600)
        let probe = Command(
            "timeout",
            [
                "--signal=KILL", "5", Qemu.program, "-nodefaults", "-machine", "pc", "-display", "none",
                "-device", "isa-debug-exit,iobase=0xf4,iosize=0x01",
                "-drive", "file=\(Qemu.escaped(sector["sector"])),format=raw,if=none,id=disk,readonly=on",
                "-device", "virtio-blk-pci,drive=disk",
            ] + Acceleration.hardware.arguments)
        return try await probe.run().status == 33 ? .hardware : .emulation
    }
}
