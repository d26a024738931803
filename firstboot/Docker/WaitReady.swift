import HTTP
import Host
import Installation
import Plan

/// Waits until the app answers as the plan says, and no service is in a crash loop.
package struct WaitReady {
    package let machine: Machine
    package let values: Values

    package init(_ machine: Machine, _ values: Values) {
        self.machine = machine
        self.values = values
    }

    package func run(_ stack: StackRun) async throws {
        var watch = try StackWatch(machine.plan)
        for check in machine.plan.ready { try await wait(for: check, stack, &watch) }
        try await stack.settle(&watch)
    }

    private func wait(for check: ReadyCheck, _ stack: StackRun, _ watch: inout StackWatch) async throws {
        let target = try target(of: check.probe)
        let shown = stack.redact(target)
        let clock = Stopwatch()
        while true {
            let look = Stopwatch()
            guard let problem = Probe(check.probe, target).problem() else { return }
            if clock.seconds > Double(check.within) {
                throw Failure(
                    .unavailable, "\(shown) is not ready after \(check.within) s: \(stack.redact(problem))",
                    details: stack.restarts(&watch) + (await stack.lastLinesOfAll()),
                    help: "fix the cause and run this again: it continues here, with the same secrets and data")
            }
            try await stack.requireNoneFailed(&watch)
            machine.console.waiting("\(shown): \(stack.redact(problem))", seconds: Int(clock.seconds))
            try await Pace.wait(after: look)
        }
    }

    private func target(of probe: ReadyCheck.Probe) throws -> String {
        switch probe {
        case .http(let url): try values.render(url)
        case .tcp(let address): address
        }
    }
}
