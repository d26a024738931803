import Emulator
import Glibc
import Host
import Plan
import Subprocess
import SystemPackage

/// A first boot on this computer: the stamped binary, the provider's metadata service on loopback, a real stack.
public struct Simulation: Sendable {
    public var machine: SimulatedMachine
    /// nil for a provider that has none.
    public var service: MetadataService?
    /// The owner's values.
    public var parameters: [String: String] = [:]
    /// Leaves the stack and the folder when the boot ends well.
    public var keeps = false

    public init(_ machine: SimulatedMachine, service: MetadataService?) {
        self.machine = machine
        self.service = service
    }

    /// Boots the machine; what its console shows goes to standard output.
    ///
    /// - Returns: The first boot's exit code, or 128 and the signal that ended it.
    public func run(_ interruption: Interruption) async throws -> Int32 {
        let address = try await service?.start(port: 0)
        do {
            try machine.give(parameters)
            let code = try await boot(address, interruption)
            await service?.stop()
            if code != 0 || !keeps || interruption.signal != nil { try await cleanUp() }
            return interruption.signal.map { 128 + $0 } ?? code
        } catch {
            await service?.stop()
            try await cleanUp()
            throw error
        }
    }

    private func boot(_ metadataURL: String?, _ interruption: Interruption) async throws -> Int32 {
        var options = PlatformOptions()
        // A group of its own, so that Docker Compose, which it starts, ends with it.
        options.processGroupID = 0
        let outcome = try await Subprocess.run(
            .path(FilePath(machine.binary)),
            arguments: Arguments(
                ["provision", "--root", machine.folder, "--console", "-"]
                    + (metadataURL.map { ["--metadata-url", $0] } ?? [])),
            platformOptions: options, input: .none, output: .currentStandardOutput, error: .currentStandardError
        ) { execution in
            interruption.handle { try? execution.send(signal: .terminate, toProcessGroup: true) }
        }
        await Self.wait(forGroup: outcome.processIdentifier.value)
        return switch outcome.terminationStatus {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    /// Waits for Docker Compose, which may outlive the boot that started it and still be creating containers.
    private static func wait(forGroup group: pid_t) async {
        let start = ContinuousClock.now
        while kill(-group, 0) == 0 {
            if ContinuousClock.now - start > .seconds(20) { kill(-group, SIGKILL) }
            // Nothing but cancellation ends a sleep, and the clean-up must not wait less for that.
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Ends the stack with its data and removes the folder, where it is a temporary one.
    public func cleanUp() async throws {
        if Files(.system).exists(machine.composeFile) { _ = try await down.run() }
        try machine.remove()
    }

    /// What ends the stack and removes its data.
    public var down: Command {
        Command(
            "docker",
            [
                "compose", "--project-name", machine.plan.stack.project, "--file", machine.composeFile,
                "down", "--volumes", "--remove-orphans", "--timeout", "2",
            ])
    }
}
