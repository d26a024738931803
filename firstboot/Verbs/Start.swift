import Installation
import Rollout

struct Start: Verb {
    static let name = "start"
    static let summary = "start the app's services, as every later boot does"

    func run(on machine: Machine) async throws {
        if try await Rollout.run(.start, on: machine) { return }
        machine.console.line("\(machine.plan.app.title) is not set up yet; `provision` does that.")
    }
}
