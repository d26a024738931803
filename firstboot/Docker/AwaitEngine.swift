import Host
import Installation

/// Waits for a Docker Engine that is still starting.
package struct AwaitEngine {
    package let machine: Machine
    /// An engine that has not answered after this many seconds counts as unavailable.
    package var patience = 90.0

    package init(_ machine: Machine) { self.machine = machine }

    package func run() async throws {
        let engine = try DockerEngine()
        let isUp = try await Pace.poll(within: patience) { waited -> Bool? in
            if engine.isUp { return true }
            guard DockerProgram.isInstalled else {
                throw Failure(
                    .unavailable, "Docker Engine is not installed",
                    help: "`\(machine.command) prepare` installs it; then run this again; nothing is lost")
            }
            machine.console.waiting("waiting for the Docker Engine", seconds: Int(waited))
            return nil
        }
        if isUp == nil { throw DockerEngine.unavailable("no answer for \(Int(patience)) s") }
    }
}
