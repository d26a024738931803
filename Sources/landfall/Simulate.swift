import AppSpec
import ArgumentParser
import Artifacts
import Emulator
import Foundation
import Host
import Plan
import Providers
import Simulation

/// Runs the first boot on this computer.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run an app's first boot here, as one provider's machine.",
        discussion: """
            The very binary that ships runs in a folder that stands for the machine, against an embedded metadata \
            service that answers as the provider does, and starts the real stack with the Docker Engine at hand. \
            Nothing is left behind, unless --keep says so. Exits with the first boot's exit code.
            """)

    @Argument(help: "The app.yaml.", completion: .file(extensions: ["yaml", "yml"]))
    var file = "app.yaml"

    @Option(help: "The provider whose machine it is: vultr, digitalocean, hetzner, linode or generic.")
    var provider: String

    @Option(help: "Which kind of machine; `landfall metadata serve --list` shows what there is.")
    var variant: String?

    @Option(name: .customLong("set"), help: ArgumentHelp("Give a parameter.", valueName: "name=value"))
    var parameters: [String] = []

    @Option(
        name: .customLong("port"),
        help: ArgumentHelp("Publish one of the stack's ports elsewhere on this computer.", valueName: "port=here"))
    var ports: [String] = []

    @Option(help: "Let the metadata service fail; see `landfall metadata serve --help`.")
    var fault: [Fault] = []

    @Option(help: "The machine's folder, kept afterwards; otherwise a temporary one.", completion: .directory)
    var root: String?

    @Option(
        name: .customLong("firstboot"), help: "The first-boot executable to stamp; see `landfall generate --help`.",
        completion: .file())
    var executables: [String] = []

    @Flag(help: "Leave the stack running when it is ready, and say how to stop it.")
    var keep = false

    func run() async throws {
        let compilation = Compiler.compile(path: file)
        if !compilation.diagnostics.isEmpty { Report.write(compilation, file: file) }
        guard let spec = compilation.spec else { throw ExitCode(EX_DATAERR) }
        let chosen = try Self.named(provider, in: spec.providers)
        let portMap = try PortMap(ports)
        var plan = try portMap.apply(to: spec.plan(for: chosen.id))
        plan.stack.project = "\(plan.app.name)-\(chosen.id)-\(UUID().uuidString.prefix(6).lowercased())"
        let machine = try SimulatedMachine(
            plan, executable: try Self.executable(executables), in: root.map(Self.absolute))
        var simulation = Simulation(
            machine,
            service: try chosen.recording.map { _ in
                try MetadataService(provider: chosen, variant: variant, faults: fault)
            })
        simulation.parameters = try values(spec)
        simulation.keeps = keep
        let console = Console()
        console.line("\(plan.app.title) as a \(chosen.title) machine in \(machine.folder)")
        let code = try await simulation.run(Interruption())
        if code == 0 && keep { advise(console, simulation, portMap) }
        if code != 0 { throw ExitCode(code) }
    }

    private func values(_ spec: AppSpec) throws -> [String: String] {
        var values: [String: String] = [:]
        for text in parameters {
            guard let equals = text.firstIndex(of: "=") else { throw ValidationError("--set \(text) has no `=`") }
            values[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return values
    }

    private func advise(_ console: Console, _ simulation: Simulation, _ ports: PortMap) {
        let machine = simulation.machine
        console.line()
        console.line("The stack runs here. Its ports on this computer:")
        for service in machine.plan.stack.services {
            for port in service.ports where port.transport == .tcp {
                console.line("  \(service.name): 127.0.0.1:\(ports[port.port])")
            }
        }
        console.line("Its machine's commands: \(machine.binary) status --root \(machine.folder)")
        console.line("To end it and remove its data:")
        console.line("  \(simulation.down.line) && rm -r \(machine.folder)")
    }

    private static func named(_ name: String, in known: [ProviderID]) throws -> Provider {
        guard known.contains(ProviderID(name)), let provider = Provider.named(name) else {
            throw ValidationError(
                "there is no provider '\(name)'; name one of \(known.map(\.rawValue).joined(separator: ", "))")
        }
        return provider
    }

    private static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }

    private static func executable(_ named: [String]) throws -> [UInt8] {
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
        let found = try Executable.find(named: named, environment: ProcessInfo.processInfo.environment, beside: own)
        guard let fit = found.first(where: \.runsHere) else {
            throw ValidationError("there is no first-boot executable for this computer's processor")
        }
        return fit.bytes
    }
}
