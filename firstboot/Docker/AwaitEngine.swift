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
        let clock = Stopwatch()
        while true {
            let look = Stopwatch()
            if engine.isUp { return }
            guard DockerProgram.isInstalled else {
                throw Failure(
                    .unavailable, "Docker Engine is not installed",
                    help: "`\(machine.plan.app.name)ctl prepare` installs it; then run this again; nothing is lost")
            }
            if clock.seconds > patience { throw DockerEngine.unavailable("no answer for \(Int(clock.seconds)) s") }
            machine.console.waiting("waiting for the Docker Engine", seconds: Int(clock.seconds))
            try await Pace.wait(after: look)
        }
    }
}
