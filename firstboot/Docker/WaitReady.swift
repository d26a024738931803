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
        var seen = ""
        let isReady = try await Pace.poll(within: Double(check.within)) { waited -> Bool? in
            let probe = Probe(check.probe, target, edgeAddress: values.edgeAddress(for: target))
            guard let problem = probe.problem() else { return true }
            seen = stack.redact(problem)
            try await stack.requireNoneFailed(&watch)
            machine.console.waiting("\(shown): \(seen)", seconds: Int(waited))
            return nil
        }
        if isReady == true { return }
        throw Failure(
            .unavailable, "\(shown) is not ready after \(check.within) s: \(seen)",
            details: stack.restarts(&watch) + (await stack.lastLinesOfAll()),
            help: "fix the cause and run this again: it continues here, with the same secrets and data")
    }

    private func target(of probe: ReadyCheck.Probe) throws -> String {
        switch probe {
        case .http(let url): try values.render(url)
        case .tcp(let address): address
        }
    }
}
