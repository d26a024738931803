import Foundation
import Host
import Plan

/// How QEMU runs the machine's processor.
public enum Acceleration: Sendable, Equatable {
    case hardware
    /// A boot takes a minute or two, or a few on arm64. It uses one thread and an old processor model, because others hang
    /// if this computer is itself a virtual machine.
    ///
    /// For x86_64 the model has the features that every cloud has (x86-64-v2). It is an AMD model: on Intel models of
    /// that age the kernel separates page tables (Meltdown), and emulation pays for every switch, so a boot takes a third
    /// longer. For arm64 it is the processor of Oracle's, Azure's, Google's and Hetzner's machines and of AWS's second
    /// generation (Neoverse N1). It has no signed pointers, whose emulation is slow.
    case emulation

    /// The arguments for QEMU's command line.
    // The probe uses the same processor model as the machine. Another model may work where that one fails.
    public func arguments(for processor: Architecture) -> [String] {
        switch (self, processor) {
        case (.hardware, _): ["-accel", "kvm", "-cpu", "host"]
        case (.emulation, .amd64):
            ["-accel", "tcg,thread=single", "-cpu", "Opteron_G3,ssse3=on,sse4.1=on,sse4.2=on,misalignsse=off,svm=off"]
        case (.emulation, .arm64): ["-accel", "tcg,thread=single", "-cpu", "neoverse-n1"]
        }
    }

    /// Hardware virtualisation if a guest really runs with it. That the device can be opened says little, and a
    /// processor of another kind is always emulated.
    public static func probe(for processor: Architecture = .here) async throws -> Acceleration {
        guard processor == .here, FileManager.default.isReadableFile(atPath: "/dev/kvm") else { return .emulation }
        return try await hardware.runsGuest(on: processor) ? .hardware : .emulation
    }

    /// Whether a small guest comes to its end within five seconds.
    func runsGuest(on processor: Architecture) async throws -> Bool {
        let work = try Scratch("probe")
        defer { work.remove() }
        let guest = Guest(processor)
        try Files(.system).write(work["guest"], guest.bytes, mode: 0o600)
        let limited = ["--signal=KILL", "5", processor.emulator, "-nodefaults", "-display", "none"]
        let probe = Command(
            "timeout", limited + guest.arguments(file: Qemu.escaped(work["guest"])) + arguments(for: processor))
        return try await probe.run().status == guest.status
    }

    /// A program without a system that makes QEMU end, with an exit code that nothing else gives it.
    private struct Guest {
        let processor: Architecture

        init(_ processor: Architecture) { self.processor = processor }

        var bytes: [UInt8] {
            switch processor {
            case .amd64: Self.bootSector
            // movz x0, #0x0008; movk x0, #0x8400, lsl #16; hvc #0; b .: the firmware's call SYSTEM_OFF (Arm's PSCI)
            case .arm64:
                [0x00, 0x01, 0x80, 0xd2, 0x00, 0x80, 0xb0, 0xf2, 0x02, 0x00, 0x00, 0xd4, 0x00, 0x00, 0x00, 0x14]
            }
        }

        /// QEMU ends with 0 where a guest switches its machine off, with 1 where it cannot run one.
        var status: Int32 { processor == .amd64 ? 33 : 0 }

        func arguments(file: String) -> [String] {
            switch processor {
            case .amd64:
                [
                    "-machine", "pc", "-device", "isa-debug-exit,iobase=0xf4,iosize=0x01",
                    "-drive", "file=\(file),format=raw,if=none,id=disk,readonly=on",
                    "-device", "virtio-blk-pci,drive=disk",
                ]
            case .arm64:
                [
                    "-machine", "virt,gic-version=max",
                    "-device", "loader,file=\(file),addr=0x40200000,cpu-num=0,force-raw=on",
                ]
            }
        }

        /// Before its end it counts bits for a while: where KVM itself is emulated, it runs a few instructions and dies of
        /// the first that its own emulator does not know, such as `popcnt`, when a kernel boots.
        private static let bootSector: [UInt8] = {
            // mov ecx, 1 << 24; again: popcnt eax, ecx; dec ecx; jnz again
            var bytes: [UInt8] = [0x66, 0xb9, 0, 0, 0, 1, 0x66, 0xf3, 0x0f, 0xb8, 0xc1, 0x66, 0x49, 0x75, 0xf7]
            // mov dx, 0xf4; mov al, 0x10; out dx, al; hlt
            bytes += [0xba, 0xf4, 0x00, 0xb0, 0x10, 0xee, 0xf4]
            bytes += [UInt8](repeating: 0, count: 510 - bytes.count) + [0x55, 0xaa]
            // The firmware ignores a disk with only one sector.
            return bytes + [UInt8](repeating: 0, count: 1 << 20)
        }()
    }
}
