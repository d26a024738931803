import Emulator
import Glibc
import Host
import Plan
import Signals
import Subprocess
import SystemPackage

/// A first boot on this computer with the stamped binary, an emulated metadata service on loopback, and a real stack.
public struct Simulation: Sendable {
    public var machine: SimulatedMachine
    /// nil for a provider that has none.
    public var service: MetadataService?
    /// The owner's values.
    public var parameters: [String: String] = [:]
    /// Whether to keep the stack and the folder, however the boot ends, unless it is interrupted.
    public var keeps = false

    /// Shows the console of a machine that is not kept.
    public var console = Console()

    let ports: PortMap

    public init(_ machine: SimulatedMachine, service: MetadataService?, ports: PortMap) {
        self.machine = machine
        self.ports = ports
        self.service = service
    }

    /// Boots the machine and shows its console.
    ///
    /// - Returns: The first boot's exit code, or 128 plus the signal that ended it.
    public func run(_ interruption: Interruption) async throws -> Int32 {
        do {
            // A machine that already existed may use its own ports.
            if !machine.wasThere { try ThisComputer.requirePorts(of: machine.plan, ports) }
            let address = try await service?.start(port: 0)
            try machine.give(parameters)
            let code = try await boot(address, interruption)
            await service?.stop()
            if !keeps || interruption.signal != nil { try await cleanUp() }
            return interruption.signal.map { 128 + $0 } ?? code
        } catch {
            await service?.stop()
            try await cleanUp()
            throw error
        }
    }

    private func boot(_ metadataURL: String?, _ interruption: Interruption) async throws -> Int32 {
        var options = PlatformOptions()
        // Its own process group, so that Docker Compose, which it starts, ends with it.
        options.processGroupID = 0
        let arguments = Arguments(
            ["provision", "--root", machine.folder, "--console", "-"]
                + (metadataURL.map { ["--metadata-url", $0] } ?? []))
        let program = Executable.path(FilePath(machine.binary))
        let process: pid_t
        let status: TerminationStatus
        if keeps || !machine.isTemporary {
            let outcome = try await Subprocess.run(
                program, arguments: arguments, platformOptions: options, input: .none, output: .currentStandardOutput,
                error: .currentStandardError
            ) { execution in
                interruption.handle { try? execution.send(signal: .terminate, toProcessGroup: true) }
            }
            (process, status) = (outcome.processIdentifier.value, outcome.terminationStatus)
        } else {
            let filter = TrialOutput(of: machine)
            let outcome = try await Subprocess.run(
                program, arguments: arguments, platformOptions: options, input: .none, output: .sequence,
                error: .combinedWithOutput
            ) { execution in
                interruption.handle { try? execution.send(signal: .terminate, toProcessGroup: true) }
                for try await line in execution.standardOutput.strings() where !filter.hides(line) {
                    console.line(line)
                }
            }
            (process, status) = (outcome.processIdentifier.value, outcome.terminationStatus)
        }
        await Self.wait(forGroup: process)
        return switch status {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    /// Waits for Docker Compose, which may outlive the boot and still create containers.
    private static func wait(forGroup group: pid_t) async {
        let start = ContinuousClock.now
        while kill(-group, 0) == 0 {
            if ContinuousClock.now - start > .seconds(20) { kill(-group, SIGKILL) }
            // Only cancellation ends a sleep early, and the clean-up must still wait.
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Removes the stack with its data, and the folder if it is a temporary one.
    public func cleanUp() async throws {
        // The edge first: while it is in the app's network, that network cannot go.
        if let edgeDown, Files(.system).exists(machine.folder + Edge.composeFile) { _ = try await edgeDown.run() }
        if machine.composeFiles.allSatisfy(Files(.system).exists) { _ = try await down.run() }
        try machine.remove()
    }

    /// The command that ends the machine's edge; nil where the app has none.
    var edgeDown: Command? {
        machine.plan.stack.edge.map { edge in
            let file = ["--project-name", edge.project, "--file", machine.folder + Edge.composeFile]
            return Command("docker", ["compose"] + file + ["down", "--timeout", "2"])
        }
    }

    /// The command that ends the stack and removes its data.
    public var down: Command {
        Command(
            "docker",
            ["compose", "--project-name", machine.plan.stack.project]
                + machine.composeFiles.flatMap { ["--file", $0] }
                + ["down", "--volumes", "--remove-orphans", "--timeout", "2"])
    }
}
