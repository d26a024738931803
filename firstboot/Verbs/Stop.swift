import Docker
import Installation

struct Stop: Verb {
    static let endsInterrupted = false
    static let name = "stop"
    static let summary = "stop the app's services"

    func run(on machine: Machine) async throws {
        let result = try await Compose(machine).stop.run()
        if result.succeeded { return machine.console.line("\(machine.plan.app.title) is stopped.") }
        throw Failure(
            .unavailable, "Docker Compose could not stop the services", details: result.lastLines.suffix(20),
            help: "look at `systemctl status docker`")
    }
}
