import Installation
import Rollout

struct Start: Verb {
    static let name = "start"
    static let summary = "start the app's services, as every later boot does"

    func run(on machine: Machine) async throws { try await StartStack(machine).run() }
}
