import AppSpec
import ArgumentParser
import Artifacts
import Emulator
import Foundation
import Host
import Plan
import Providers
import Signals
import Simulation
import VirtualMachine

/// Runs the first boot on this computer.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run an app's first boot here, as on one provider's machine.",
        discussion: """
            The very binary that ships runs in a folder that stands for the machine, against an embedded metadata \
            service that answers as the provider does, and starts the real stack with the local Docker Engine. \
            Nothing is left behind without --keep. Exits with the first boot's exit code.

            With --vm it boots a virtual machine that looks like the provider's: QEMU with a Debian disk, or \
            with your own. Exits 0 if all went well, 1 if a check at the end fails, 69 if the \
            machine did not come up.
            """)

    @Argument(help: "The app.yaml.", completion: .file(extensions: ["yaml", "yml"]))
    var file = "app.yaml"

    @Option(
        help: "The provider whose machine to simulate: \(Provider.names(of: Provider.all)).",
        completion: Completions.provider)
    var provider: String

    @Option(
        help: ArgumentHelp(
            "The kind of machine; `landfall metadata serve --list` shows all. Default: the provider's first.",
            valueName: "kind"),
        completion: Completions.variant)
    var variant: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Set a parameter; may be repeated. Default: the one in app.yaml.", valueName: "name=value"),
        completion: Completions.parameter)
    var parameters: [String] = []

    @Option(
        name: .customLong("port"),
        help: ArgumentHelp(
            "Publish one of the stack's ports elsewhere on this computer; may be repeated. Default: each "
                + "has the same number here.", valueName: "port=here"),
        completion: Completions.port)
    var ports: [String] = []

    @Option(
        name: [.customLong("fault"), .customLong("metadata-fault")],
        help: "Let the metadata service fail: \(Fault.syntax). May be repeated. Default: no faults.",
        completion: Completions.fault)
    var fault: [Fault] = []

    @Option(
        help: ArgumentHelp(
            "The machine's folder, which is kept afterwards. Default: a temporary one.", valueName: "folder"),
        completion: .directory)
    var root: String?

    @OptionGroup var firstboot: FirstbootExecutables

    @Flag(help: "Leave the stack running and say how to stop it; with --vm, until Ctrl-C.")
    var keep = false

    @OptionGroup(title: "A virtual machine")
    var virtual: VirtualMachineOptions

    func run() async throws {
        do {
            try await simulate()
        } catch {
            guard let code = Self.exitCode(of: error) else { throw error }
            Console(descriptor: STDERR_FILENO).line("error: \(error)")
            throw ExitCode(code)
        }
    }

    /// - Returns: nil if the user cannot fix the error.
    private static func exitCode(of error: any Error) -> Int32? {
        switch error {
        case is ThisComputer.Unfit, is BaseDisk.Unfit, is VirtualMachine.Failed, is Scratch.Unfit, is FileFailure,
            is CommandFailure, is ExecutableError:
            EX_UNAVAILABLE
        case is SimulatedMachine.Unfit, is PortMap.Invalid, is EmulatorError: EX_USAGE
        default: nil
        }
    }

    private func simulate() async throws {
        let compilation = Compiler.compile(path: file)
        if !compilation.diagnostics.isEmpty { Report.write(compilation, file: file) }
        guard let spec = compilation.spec else { throw ExitCode(EX_DATAERR) }
        let chosen = try Self.named(provider, in: spec.knownProviders)
        let portMap = try PortMap(ports)
        if virtual.vm { return try await bootVirtually(spec, chosen, portMap) }
        let plan = try portMap.apply(to: spec.plan(for: chosen.id))
        let values = try values(spec)
        let service = try service(of: chosen)
        let executable = try Self.executable(firstboot.executables)
        try await ThisComputer.requireEngine()
        let interruption = Interruption()
        let machine = try SimulatedMachine(plan, executable: executable.bytes, in: root.map(absolutePath))
        if let source = spec.source { try await machine.layDown(source.bytes) }
        var simulation = Simulation(machine, service: service, ports: portMap)
        simulation.parameters = values
        simulation.keeps = keep
        let console = Console()
        let kind = chosen.recording == nil ? "machine without a known cloud" : "\(chosen.title) machine"
        console.line("\(plan.app.title) as a \(kind) in \(machine.folder)")
        let code = try await simulation.run(interruption)
        if interruption.signal != nil {
            console.line("Interrupted: removing what was started here.")
        } else if keep {
            for line in KeptMachine(simulation).lines { console.line(line) }
        } else if code != 0 {
            console.line(
                "Nothing of this trial is left. Fix the cause and run it again. With --keep, the machine and its")
            console.line("containers stay for inspection.")
        } else if root != nil {
            console.line("Removing the stack and its data; --keep leaves it running.")
        } else {
            console.line("That was a trial, and nothing of it is left; --keep leaves it for inspection.")
        }
        if code != 0 { throw ExitCode(code) }
    }

    private func bootVirtually(_ spec: AppSpec, _ provider: Provider, _ portMap: PortMap) async throws {
        if root != nil { throw ValidationError("--root is for a trial without --vm") }
        if keep && virtual.ssh {
            throw ValidationError(
                "--ssh ends the machine with the shell, and --keep leaves it running: give only one of them")
        }
        // Report an unknown port, variant or value now, before minutes pass.
        _ = try portMap.apply(to: spec.plan(for: provider.id))
        _ = try service(of: provider)
        var simulation = try virtual.simulation(
            of: spec, provider, executable: try Self.executable(firstboot.executables, for: virtual.processor),
            ports: portMap)
        (simulation.variant, simulation.faults) = (variant, fault)
        simulation.parameters = try values(spec)
        simulation.followUp = virtual.ssh ? .shell : keep ? .stay : .powerOff
        let interruption = Interruption()
        let report: VirtualReport
        do {
            report = try await simulation.run(interruption)
        } catch {
            if let signal = interruption.signal { throw ExitCode(128 + signal) }
            throw error
        }
        if virtual.json { print(report.json) }
        for check in report.checks { simulation.console.line("\(check.holds ? "ok  " : "FAIL")  \(check.name)") }
        if let comparison = report.comparison { simulation.console.line(comparison.text) }
        if !report.holds { throw ExitCode(EXIT_FAILURE) }
    }

    private func service(of provider: Provider) throws -> MetadataService? {
        guard provider.recording != nil else {
            if variant == nil && fault.isEmpty { return nil }
            throw ValidationError("a \(provider.id) machine has no metadata service, so no --variant and no --fault")
        }
        return try MetadataService(provider: provider, variant: variant, faults: fault) { machine in
            if keep && !virtual.vm { machine.publicIPv4 = SimulatedMachine.address }
        }
    }

    private func values(_ spec: AppSpec) throws -> [String: String] {
        var values: [String: String] = [:]
        for text in parameters {
            guard let equals = text.firstIndex(of: "=") else { throw ValidationError("--set \(text) has no `=`") }
            let name = String(text[..<equals])
            guard spec.parameters.contains(where: { $0.name == name }) else {
                let known = spec.parameters.map(\.name).joined(separator: ", ")
                throw ValidationError(
                    "--set \(name): the app has no such parameter; it has \(known.isEmpty ? "none" : known)")
            }
            values[name] = String(text[text.index(after: equals)...])
        }
        return values
    }

    private static func named(_ name: String, in known: [ProviderID]) throws -> Provider {
        guard known.contains(ProviderID(name)), let provider = Provider.named(name) else {
            throw ValidationError(
                "there is no provider '\(name)'; name one of \(known.map(\.rawValue).joined(separator: ", "))")
        }
        return provider
    }

    private static func executable(
        _ named: [String], for processor: Architecture = .here
    ) throws -> Executable {
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
        let found = try Executable.find(named: named, environment: ProcessInfo.processInfo.environment, beside: own)
        guard let fit = found.first(where: { $0.architecture == processor }) else {
            throw ValidationError(
                "there is no first-boot executable for \(processor.rawValue): run make build "
                    + "ARCH=\(processor.rawValue), or name one with --firstboot FILE")
        }
        return fit
    }
}
