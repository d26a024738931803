import AppSpec
import Artifacts
import Emulator
import Foundation
import Host
import Plan
import Providers
import Signals
import VirtualMachine

/// A first boot in a virtual machine: a disk is made, then booted as a provider's new machine. Then the scenario runs.
public struct VirtualSimulation: Sendable {
    /// What happens to the machine besides its first boot.
    public struct Scenario: Sendable {
        public var powerCuts: [PowerCut] = []
        public var reboots = false
        /// The disk is booted a second time as another instance.
        public var clones = false
        /// A folder with the next release: the machine is updated to it, and loses its power in the middle of that; then
        /// once more, to the end.
        public var update: String?
        /// The stack also comes up without Landfall, to measure what Landfall adds.
        public var compares = false
        public init() {}
    }

    /// What happens after the credentials are shown.
    public enum FollowUp: Sendable {
        case powerOff
        /// The machine runs until the user or the machine itself ends it.
        case stay
        /// A shell on the machine, on the user's terminal.
        case shell
    }

    public struct Hardware: Sendable {
        public var processor = Architecture.here
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
    public var scenario = Scenario()
    public var followUp = FollowUp.powerOff
    public var variant: String?
    public var faults: [Fault] = []
    public var parameters: [String: String] = [:]
    /// A folder with `docker save` archives; nil takes the images from this computer's Docker Engine.
    public var images: String?
    public var ports: PortMap
    /// The file for the picture of the web console.
    public var screenshot: String?
    /// Of each boot.
    public var deadline = Duration.seconds(1200)
    public var console = Console()
    /// Whether to show the serial console line by line, instead of the current phase.
    public var showsConsole = false
    /// The file for the serial console; nil takes a file in the cache folder.
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

    /// - Returns: The report, including checks that failed.
    /// - Throws: ``BaseDisk/Unfit``, ``ThisComputer/Unfit`` or ``VirtualMachine/Failed`` if it did not get that far.
    public func run(_ interruption: Interruption) async throws -> VirtualReport {
        try requireTools()
        let acceleration = try await Acceleration.probe(for: hardware.processor)
        if hardware.processor != .here {
            console.line("This computer has another processor: using emulation, which takes a quarter of an hour.")
        } else if acceleration == .emulation {
            console.line("There is no working hardware virtualisation here: using emulation, which takes minutes.")
        }
        let work = try Scratch("vm")
        defer { work.remove() }
        let workspace = Workspace(self, acceleration, work, interruption)
        do {
            return try await run(on: workspace)
        } catch let failure as VirtualMachine.Failed where workspace.serial.isKept {
            throw VirtualMachine.Failed(
                description: "\(failure)\nhelp: the whole console is in \(workspace.serial.file)")
        }
    }

    private func run(on workspace: Workspace) async throws -> VirtualReport {
        try BaseDisk.room(in: workspace.work.folder, elsewhere: "TMPDIR")
        let (disk, preparation) = try await startDisk(workspace)
        var report = VirtualReport(
            provider: provider.id.rawValue, delivery: delivery.rawValue, processor: hardware.processor.rawValue,
            acceleration: workspace.acceleration == .hardware ? "hardware" : "emulation", preparation: preparation)
        let first = try await run(of: Instance.order(0, on: disk, workspace), &report)
        if scenario.clones {
            let second = try await run(of: Instance.order(1, on: disk, workspace), &report)
            let shared = first.shared(with: second)
            report.check(
                "the clone shares nothing with the first" + shared.map { "; both have \($0)" }.joined(), shared.isEmpty)
        }
        if scenario.compares, let plain = first.plain {
            report.comparison = try await plainBoot(Instance.order(2, on: disk, workspace, userData: plain), &report)
        }
        if !showsConsole { console.line("The machine's console is in \(workspace.serial.file)") }
        return report
    }

    /// Names all that is missing at once.
    private func requireTools() throws {
        let processor = hardware.processor
        let packages = [
            processor.emulator: processor.emulatorPackages, "qemu-img": ["qemu-utils"], "ssh": ["openssh-client"],
            "ssh-keygen": ["openssh-client"],
        ]
        let path = ThisProcess.variable("PATH") ?? ""
        var missing = packages.keys.sorted().filter { program in
            !path.split(separator: ":").contains { Files(.system).exists("\($0)/\(program)") }
        }
        var needed = missing.flatMap { packages[$0] ?? [] }
        if let firmware = processor.missingFirmware {
            missing.append(firmware)
            needed += processor.emulatorPackages
        }
        if missing.isEmpty { return }
        throw BaseDisk.Unfit(
            description: "\(missing.joined(separator: " and ")) \(missing.count == 1 ? "is" : "are") not installed\n"
                + "help: sudo apt install \(Set(needed + ["mmdebstrap"]).sorted().joined(separator: " "))")
    }
}

extension VirtualSimulation {
    /// The app as it is on the provider's machines.
    var plan: Plan { spec.plan(for: provider.id) }
}
