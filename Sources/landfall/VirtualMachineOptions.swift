import AppSpec
import ArgumentParser
import Artifacts
import Emulator
import Foundation
import Host
import Plan
import Providers
import Simulation
import VirtualMachine

/// The options of `landfall simulate --vm`.
struct VirtualMachineOptions: ParsableArguments {
    @Flag(help: "Boot a virtual machine: a real kernel, systemd, cloud-init and Docker.")
    var vm = false

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "With --vm: how the app gets onto the machine: image, cloud-init user-data, Vultr's "
                + "vendor-data, Linode's stackscript, or the installer. Default: image.", valueName: "delivery"))
    var delivery: Delivery?

    @Option(
        help: ArgumentHelp(
            "With --vm: the disk to start from: debian13, debian12, or the file of any cloud image in qcow2 or raw. "
                + "Default: debian13.",
            valueName: "disk"),
        completion: .shellCommand("printf '%s\\n' debian13 debian12; ls -d -- *.qcow2 *.img *.raw 2>/dev/null"))
    var base: String?

    @Option(
        help: ArgumentHelp(
            "With --vm: a folder with `docker save` archives of the stack's images. Default: they are taken from "
                + "the local Docker Engine.", valueName: "folder"),
        completion: .directory)
    var images: String?

    @Option(
        help: ArgumentHelp(
            "With --vm: write a picture of the web console with the credentials to this file. Default: none.",
            valueName: "file"),
        completion: .file(extensions: ["png"]))
    var screenshot: String?

    @Flag(help: "With --vm: show the machine's serial console line by line.")
    var console = false

    @Option(
        help: ArgumentHelp(
            "With --vm: keep the serial console in this file. Default: a file in ~/.cache/landfall.",
            valueName: "file"),
        completion: .file())
    var consoleLog: String?

    @Flag(help: "With --vm: open a root shell on the machine when it is ready; the machine ends with the shell.")
    var ssh = false

    @Option(
        help: ArgumentHelp(
            "With --vm: cut the power at this point, and switch on again: \(PowerCut.syntax). "
                + "May be repeated. Default: no power cut.",
            valueName: "step|time"),
        completion: .list(Step.allCases.map(\.rawValue)))
    var powerCutAt: [PowerCut] = []

    @Flag(help: "With --vm: reboot when it is ready, and check that it comes back as it was.")
    var reboot = false

    @Option(
        help: ArgumentHelp(
            "With --vm: a folder with the next release's files, such as dist/NAME/release. The machine is updated to it "
                + "and loses its power in the middle of the one-time commands; it must come back as it was. Then the "
                + "update runs again. Default: no update.", valueName: "folder"),
        completion: .directory)
    var updateFrom: String?

    @Flag(help: "With --vm: boot the same disk as a second instance, and check that they share no secret.")
    var clone = false

    @Flag(help: "With --vm: also bring the same stack up with plain Docker Compose, and show what Landfall adds.")
    var compare = false

    @Option(
        help: ArgumentHelp(
            "With --vm: the machine's processor: \(Architecture.allCases.map(\.rawValue).joined(separator: ", ")). "
                + "Another one than this computer's is emulated. Default: this computer's.", valueName: "processor"),
        completion: .list(Architecture.allCases.map(\.rawValue)))
    var arch: Architecture?

    @Option(
        help: "With --vm: the machine's memory, such as 1G. Default: what the app requires, at least 1G.",
        completion: .list(["1G", "2G", "4G"]))
    var memory: MemorySize?

    @Option(help: "With --vm: the number of processors. Under emulation always one.")
    var cpus = 1

    @Option(
        help: "With --vm: the size of its disk, such as 10G. Default: that of the disk to start from.",
        completion: .list(["10G", "20G"]))
    var disk: MemorySize?

    @Option(help: ArgumentHelp("With --vm: the longest time for a boot.", valueName: "minutes"))
    var within = 20

    @Flag(help: "With --vm: the report as JSON on standard output; everything else goes to standard error.")
    var json = false

    var processor: Architecture { arch ?? .here }

    /// - Throws: ValidationError if an option of --vm comes without it, or is out of range.
    func validate() throws {
        let given: [(String, Bool)] = [
            ("--as", delivery != nil), ("--base", base != nil), ("--images", images != nil),
            ("--screenshot", screenshot != nil), ("--ssh", ssh), ("--power-cut-at", !powerCutAt.isEmpty),
            ("--reboot", reboot), ("--clone", clone), ("--compare", compare), ("--memory", memory != nil),
            ("--disk", disk != nil), ("--console", console), ("--console-log", consoleLog != nil),
            ("--json", json), ("--arch", arch != nil), ("--update-from", updateFrom != nil),
        ]
        if !vm, let name = given.first(where: \.1)?.0 {
            throw ValidationError("\(name) is for a virtual machine: put --vm before it")
        }
        if let memory, memory.mebibytes < 256 { throw ValidationError("--memory must be 256M or more") }
        if let disk, disk.mebibytes < 1024 || disk.mebibytes % 1024 != 0 {
            throw ValidationError("--disk must be whole GiB, such as 10G")
        }
        for (name, value) in [("--cpus", cpus), ("--within", within)] where value < 1 {
            throw ValidationError("\(name) must be 1 or more")
        }
    }

    func simulation(
        of spec: AppSpec, _ provider: Provider, executable: Executable, ports: PortMap
    ) throws -> VirtualSimulation {
        guard provider.recording != nil else {
            let clouds = Provider.all.filter { $0.recording != nil }
            throw ValidationError("--vm boots a cloud's machine; name \(Provider.names(of: clouds))")
        }
        let delivery = delivery ?? .image
        let own: [Delivery: (what: String, has: (Facts) -> Bool)] = [
            .stackScript: ("runs StackScripts", { $0.deploymentScript == .stackScript }),
            .vendorData: ("has marketplace apps without an image", \.takesVendorData),
        ]
        if let kind = own[delivery], !kind.has(provider.facts) {
            let fit = Provider.all.filter { kind.has($0.facts) }
            throw ValidationError(
                "only \(fit.map(\.title).joined(separator: " and ")) \(kind.what): give --provider "
                    + fit.map(\.id.rawValue).joined(separator: " or "))
        }
        var simulation = VirtualSimulation(spec, provider, delivery, executable: executable, ports: ports)
        if let reason = impossible(spec.plan(for: provider.id), delivery) { throw ValidationError(reason) }
        if let base {
            simulation.base = DebianRelease(rawValue: base).map { .debian($0) } ?? .file(absolutePath(base))
        }
        simulation.images = images.map(absolutePath)
        simulation.screenshot = screenshot.map(absolutePath)
        simulation.showsConsole = console
        simulation.consoleFile = consoleLog.map(absolutePath)
        simulation.hardware.processor = processor
        simulation.hardware.memory = memory?.mebibytes
        simulation.hardware.processors = cpus
        simulation.hardware.disk = disk.map { $0.mebibytes / 1024 }
        simulation.scenario.powerCuts = powerCutAt
        simulation.scenario.reboots = reboot
        simulation.scenario.clones = clone
        simulation.scenario.update = try updateFrom.map(release)
        simulation.scenario.compares = compare
        simulation.deadline = .seconds(60 * within)
        if json { simulation.console = Console(descriptor: STDERR_FILENO) }
        return simulation
    }
}

extension VirtualMachineOptions {
    private func release(_ folder: String) throws -> String {
        let path = absolutePath(folder)
        guard !Files(.system).names(in: path).isEmpty else {
            throw ValidationError(
                "--update-from \(folder): there is nothing in it; name a folder that `landfall release` or "
                    + "`landfall generate` has filled, such as dist/NAME/release")
        }
        return path
    }
}

/// An amount of memory or disk, as QEMU writes it.
struct MemorySize: ExpressibleByArgument {
    let mebibytes: Int

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number > 0, number < 1 << 30 else { return nil }
        switch argument.dropFirst(digits.count) {
        case "", "M", "MiB": mebibytes = number
        case "G", "GiB": mebibytes = number << 10
        default: return nil
        }
    }
}

extension Delivery: ExpressibleByArgument {}

extension Architecture: ExpressibleByArgument {
    /// By any name that kernels and images have for it.
    public init?(argument: String) { self.init(platform: argument) }
}

extension PowerCut: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
