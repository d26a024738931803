import Host
import Plan
import Testing

@testable import VirtualMachine

@Suite struct ProcessorTests {
    private static let emulated = Architecture.allCases.filter { Files(.system).exists("/usr/bin/" + $0.emulator) }

    @Test(arguments: emulated) func `the probe's guest runs on an emulated processor`(
        processor: Architecture
    ) async throws {
        #expect(try await Acceleration.emulation.runsGuest(on: processor))
    }

    @Test func `a processor of another kind is emulated`() async throws {
        let other = try #require(Architecture.allCases.first { $0 != .here })
        #expect(try await Acceleration.probe(for: other) == .emulation)
    }

    @Test(arguments: Architecture.allCases) func `each processor has a program, a board and kernel options of its own`(
        processor: Architecture
    ) {
        var qemu = Qemu(
            processor: processor, acceleration: .emulation, memory: 64, processors: 1, disks: [], kernel: nil,
            control: "/c")
        qemu.kernel = Qemu.Kernel(image: "/k", initialFiles: "/i", commandLine: "quiet")
        let arguments = qemu.command.arguments.joined(separator: " ")
        #expect(qemu.command.executable == "qemu-system-" + processor.rawValue)
        #expect(arguments.contains("-machine virt") == (processor == .arm64))
        #expect(arguments.contains("-bios ") == (processor == .arm64))
        #expect(arguments.contains("clearcpuid") == (processor == .amd64))
        #expect(arguments.contains("mitigations=off"))
    }

    /// The firmware finds no disk, and says on both consoles that it is there.
    @Test(
        .enabled(
            if: Files(.system).exists("/usr/bin/" + Architecture.arm64.emulator)
                && Architecture.arm64.missingFirmware == nil))
    func `an arm64 machine comes up with its firmware and a screen`() async throws {
        let work = try Scratch("test")
        defer { work.remove() }
        let qemu = Qemu(
            processor: .arm64, acceleration: .emulation, memory: 256, processors: 1, disks: [], kernel: nil,
            control: work["control"])
        let machine = VirtualMachine(qemu, deadline: .seconds(120)) { _, _ in }
        try await machine.run(until: .line { $0.contains("UEFI firmware") }) {
            #expect(machine.screenshot(to: work["screen.png"]))
            #expect(machine.screen == nil)
            return .powerCut
        }
        let picture = try #require(try Files(.system).read(work["screen.png"]))
        #expect(Array(picture.prefix(4)) == [0x89, 0x50, 0x4e, 0x47])
    }
}
