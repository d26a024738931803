import Emulator
import Foundation
import Host
import Plan
import Providers
import Signals
import Stamp
import Synchronization
import VirtualMachine

/// `landfall simulate --vm`: an image is made on a disk, then the disk is booted as a provider's new machine.
struct SimulateVirtually {
    let plan: Plan
    let provider: Provider
    let service: MetadataService
    let executable: [UInt8]
    let options: VirtualMachineOptions
    let ports: [Int: Int]
    let console = Console()

    func run(_ interruption: Interruption) async throws {
        guard let recording = provider.recording else { return }
        try await Self.requireQEMU()
        let acceleration = try await Acceleration.probe()
        if acceleration == .emulation {
            console.line("No hardware virtualisation works here: emulating, which takes minutes.")
        }
        let console = console
        let base =
            if let file = options.base {
                try await BaseDisk.file(URL(fileURLWithPath: file).standardizedFileURL.path)
            } else {
                try await BaseDisk.debian { console.line($0) }
            }
        let work = try Scratch("vm")
        defer { work.remove() }
        var qemu = Qemu(
            acceleration: acceleration,
            memory: options.memory ?? max(1024, Int(plan.requires.memory >> 20)),
            processors: options.cpus,
            disks: [try await base.layer(at: work["disk"], size: options.disk)], kernel: base.kernel,
            control: work["control"])
        let control = VirtualMachine(qemu, deadline: .zero) { _, _ in }
        interruption.handle { control.cut() }
        try await makeImage(qemu, work, interruption)
        let address = try await service.start(port: 0)
        do {
            var reader = MetadataReader(provider: provider)
            reader.baseURL = address
            let metadata = try reader.read()
            let port = address.split(separator: ":").last.map(String.init) ?? ""
            let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            qemu.identity = Identity(
                recording, metadata, metadata: [own, "metadata", "connect", port], ports: ports)
            try await boot(qemu, interruption)
        } catch {
            await service.stop()
            throw error
        }
        await service.stop()
    }

    private func makeImage(_ base: Qemu, _ work: Scratch, _ interruption: Interruption) async throws {
        console.line("Making the image: prepare and seal on a machine of no cloud")
        let build = ImageBuild(
            command: "\(plan.app.name)ctl", binary: try Stamp.stamp(executable, with: plan),
            images: options.images.map { URL(fileURLWithPath: $0).standardizedFileURL.path })
        var qemu = base
        let (seed, load) = try await build.load(in: work)
        qemu.seed = seed
        qemu.disks.append(load)
        let failed = Mutex(false)
        let time = try await machine(qemu) { line, _ in
            if ImageBuild.isFailure(line) { failed.withLock { $0 = true } }
        }.run(until: { line, _ in ImageBuild.isEnd(line) })
        if failed.withLock({ $0 }) {
            throw VirtualMachine.Failed(description: "the image was not made; what was said is above")
        }
        console.line("The image is sealed, after \(time.components.seconds) s.")
    }

    private func boot(_ qemu: Qemu, _ interruption: Interruption) async throws {
        let title = "\(plan.app.title) \(plan.app.version)"
        if let cut = options.powerCutAt {
            console.line("Power on; it will be cut after \(cut) s")
            try await machine(qemu) { _, _ in }.run(until: { $1 > .seconds(cut) }, then: {})
            console.line("The power was cut. Power on again")
        } else {
            console.line("Power on, as a new \(provider.title) machine")
        }
        let timeline = Mutex(Timeline())
        let machine = machine(qemu) { line, time in timeline.withLock { $0.hear(line, at: time, title: title) } }
        let screenshot = options.screenshot.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        let console = console
        try await machine.run(
            until: { line, _ in line == title },
            then: {
                guard let screenshot else { return }
                // The lines after the title are on their way to the screen.
                try? await Task.sleep(for: .seconds(3))
                let taken = machine.screenshot(to: screenshot)
                console.line(
                    taken ? "The web console is in \(screenshot)" : "warning: QEMU could not write \(screenshot)")
            })
        console.line()
        console.line("Since power-on, and since the line before:")
        console.line(timeline.withLock(\.table))
    }

    private func machine(_ qemu: Qemu, _ hear: @escaping @Sendable (String, Duration) -> Void) -> VirtualMachine {
        let console = console
        return VirtualMachine(qemu, deadline: .seconds(60 * options.within)) { line, time in
            console.line(line)
            hear(line, time)
        }
    }

    private static func requireQEMU() async throws {
        do throws(CommandFailure) {
            _ = try await Command(Qemu.program, ["--version"]).run()
        } catch {
            throw BaseDisk.Unfit(
                description: "QEMU is not installed\nhelp: sudo apt install qemu-system-x86 qemu-utils mmdebstrap")
        }
    }
}
