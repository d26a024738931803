import AppSpec
import Artifacts
import Emulator
import Foundation
import Host
import Plan
import Providers
import Signals
import VirtualMachine

/// A first boot in a virtual machine: a disk is made, then booted as a provider's new machine, and what fate was
/// ordered for it befalls it.
public struct VirtualSimulation: Sendable {
    /// What happens to the machine beside its first boot.
    public struct Fate: Sendable {
        public var powerCuts: [PowerCut] = []
        public var reboots = false
        /// The disk is booted a second time as another instance.
        public var clones = false
        /// The stack also comes up without Landfall, to see what that adds.
        public var compares = false
        public init() {}
    }

    /// What follows the credentials.
    public enum Sequel: Sendable {
        case powerOff
        /// The machine runs until the user or the machine itself ends it.
        case stay
        /// A shell on the machine, on the user's terminal.
        case shell
    }

    public struct Hardware: Sendable {
        /// MiB; nil takes what the app requires, at least 1 GiB.
        public var memory: Int?
        public var processors = 1
        /// GiB; nil takes the base disk's own.
        public var disk: Int?
        public init() {}
    }

    public let spec: AppSpec
    public let provider: Provider
    public let delivery: Delivery
    public var base: Base = .debian(.debian13)
    public var hardware = Hardware()
    public var fate = Fate()
    public var sequel = Sequel.powerOff
    public var variant: String?
    public var faults: [Fault] = []
    public var parameters: [String: String] = [:]
    /// A folder of `docker save`'s archives; nil takes the images from this computer's Docker Engine.
    public var images: String?
    public var ports: PortMap
    /// Where the picture of the web console is written.
    public var screenshot: String?
    /// Of each boot.
    public var deadline = Duration.seconds(1200)
    public var console = Console()
    /// Whether the machine's serial console is shown line by line, in place of what the machine is at.
    public var showsConsole = false
    /// Where the serial console is kept; nil takes a file in the folder of what is kept for later runs.
    public var consoleFile: String?

    public enum Base: Sendable {
        case debian(DebianRelease)
        /// A cloud image that the publisher has.
        case file(String)
    }

    let executable: Executable

    public init(_ spec: AppSpec, _ provider: Provider, _ delivery: Delivery, executable: Executable, ports: PortMap) {
        self.spec = spec
        self.provider = provider
        self.delivery = delivery
        self.executable = executable
        self.ports = ports
    }

    /// - Returns: What was seen; checks that do not hold are in it.
    /// - Throws: ``BaseDisk/Unfit``, ``ThisComputer/Unfit`` or ``VirtualMachine/Failed`` where it did not get so far.
    public func run(_ interruption: Interruption) async throws -> VirtualReport {
        try Self.requireTools()
        let acceleration = try await Acceleration.probe()
        if acceleration == .emulation {
            console.line("No hardware virtualisation works here: emulating, which takes minutes.")
        }
        let work = try Scratch("vm")
        defer { work.remove() }
        let bench = Bench(self, acceleration, work, interruption)
        do {
            return try await run(on: bench)
        } catch let failure as VirtualMachine.Failed where bench.serial.isKept {
            throw VirtualMachine.Failed(description: "\(failure)\nhelp: the whole console is in \(bench.serial.file)")
        }
    }

    private func run(on bench: Bench) async throws -> VirtualReport {
        try BaseDisk.room(in: bench.work.folder, elsewhere: "TMPDIR")
        let (disk, preparation) = try await startDisk(bench)
        var report = VirtualReport(
            provider: provider.id.rawValue, delivery: delivery.rawValue,
            acceleration: bench.acceleration == .hardware ? "hardware" : "emulation", preparation: preparation)
        let first = try await life(of: Instance.order(0, on: disk, bench), &report)
        if fate.clones {
            let second = try await life(of: Instance.order(1, on: disk, bench), &report)
            let shared = first.shared(with: second)
            report.check(
                "the clone shares nothing with the first" + shared.map { "; both have \($0)" }.joined(), shared.isEmpty)
        }
        if fate.compares, let plain = first.plain {
            report.comparison = try await plainBoot(Instance.order(2, on: disk, bench, userData: plain), &report)
        }
        if !showsConsole { console.line("The machine's console is in \(bench.serial.file)") }
        return report
    }

    /// Names all that is missing at once.
    private static func requireTools() throws {
        let packages = [
            Qemu.program: "qemu-system-x86", "qemu-img": "qemu-utils", "ssh": "openssh-client",
            "ssh-keygen": "openssh-client",
        ]
        let path = ThisProcess.variable("PATH") ?? ""
        let missing = packages.keys.sorted().filter { program in
            !path.split(separator: ":").contains { Files(.system).exists("\($0)/\(program)") }
        }
        if missing.isEmpty { return }
        let needed = Set(missing.compactMap { packages[$0] } + ["mmdebstrap"]).sorted()
        throw BaseDisk.Unfit(
            description: "\(missing.joined(separator: " and ")) \(missing.count == 1 ? "is" : "are") not installed\n"
                + "help: sudo apt install \(needed.joined(separator: " "))")
    }
}

extension VirtualSimulation {
    /// The app as it is on the provider's machines.
    var plan: Plan { spec.plan(for: provider.id) }
}
