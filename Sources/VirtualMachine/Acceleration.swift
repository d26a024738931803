import Foundation
import Host

/// How QEMU runs the machine's processor.
public enum Acceleration: Sendable, Equatable {
    case hardware
    /// A boot takes a minute or two. It uses one thread and an old processor model, because others hang if this
    /// computer is itself a virtual machine. The model has the features that every cloud has (x86-64-v2). It is an AMD
    /// model: on Intel models of that age the kernel separates page tables (Meltdown), and emulation pays for every
    /// switch, so a boot takes a third longer.
    case emulation

    /// The arguments for QEMU's command line.
    // The probe uses the same processor model as the machine. Another model may work where that one fails.
    public var arguments: [String] {
        switch self {
        case .hardware: ["-accel", "kvm", "-cpu", "host"]
        case .emulation:
            ["-accel", "tcg,thread=single", "-cpu", "Opteron_G3,ssse3=on,sse4.1=on,sse4.2=on,misalignsse=off,svm=off"]
        }
    }

    /// Hardware virtualisation if a guest really runs with it. That the device can be opened says little.
    ///
    /// The guest is one boot sector that makes QEMU end with exit code 33, which nothing else does. It has five
    /// seconds. Before that it counts bits for a while: where KVM itself is emulated, it runs a few instructions and
    /// dies of the first that its own emulator does not know, such as `popcnt`, when a kernel boots.
    public static func probe() async throws -> Acceleration {
        guard FileManager.default.isReadableFile(atPath: "/dev/kvm") else { return .emulation }
        let sector = try Scratch("probe")
        defer { sector.remove() }
        // mov ecx, 1 << 24; again: popcnt eax, ecx; dec ecx; jnz again
        var bytes: [UInt8] = [0x66, 0xb9, 0, 0, 0, 1, 0x66, 0xf3, 0x0f, 0xb8, 0xc1, 0x66, 0x49, 0x75, 0xf7]
        // mov dx, 0xf4; mov al, 0x10; out dx, al; hlt
        bytes += [0xba, 0xf4, 0x00, 0xb0, 0x10, 0xee, 0xf4]
        bytes += [UInt8](repeating: 0, count: 510 - bytes.count) + [0x55, 0xaa]
        // The firmware ignores a disk with only one sector.
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
