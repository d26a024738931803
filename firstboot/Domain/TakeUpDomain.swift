import Host
import Installation
import Plan
import Rollout

/// Takes up the domain that is awaited, once it leads here. A timer runs this every few minutes, so what is not yet so is
/// no failure, and costs a question to the DNS server.
package enum TakeUpDomain {
    /// Seconds until a token is fetched again through addresses where it did not come through: each time, the edge reads its
    /// configuration again, which closes WebSocket connections.
    private static let pause = 1800.0

    package static func run(_ machine: Machine) async throws {
        guard machine.plan.domain != nil, try AwaitedDomain.of(machine) != nil else {
            return machine.console.line("No domain is awaited.")
        }
        guard let lock = try Lock.take(machine.paths.lock, in: machine.files) else {
            return machine.console.line("Another run is working; the domain has time.")
        }
        let (state, recorded, secrets) = try StateStore(machine).loadSetUp()
        guard let parameter = machine.plan.domain, var awaited = AwaitedDomain(recorded, on: machine) else { return }
        guard state.target == nil, secrets.pending.isEmpty else {
            return machine.console.line(
                "An earlier run was interrupted; `\(machine.command) start` continues it, and the domain has time.")
        }
        // The owner has another one in mind by now.
        if let given = try ParametersFile(machine).read()[parameter.name]?.text, given != awaited.name {
            let text = "\(ParametersFile(machine).name) has another domain by now"
            awaited.problems = [.init(detail: text, help: "run `\(machine.command) provision`")]
            try awaited.write(on: machine)
            return machine.console.line("\(awaited.text).")
        }
        let change = ChangeDomain(
            machine, awaited.name, Values(machine.plan, recorded, secrets.values), parameter)
        guard try await leadsHere(change, &awaited, machine) else {
            return machine.console.line("\(awaited.text).")
        }
        try await take(change, &awaited, machine, lock)
        _ = lock
    }

    /// Looks, and keeps what it has found for `status` and `doctor`.
    private static func leadsHere(
        _ change: ChangeDomain, _ awaited: inout AwaitedDomain, _ machine: Machine
    ) async throws -> Bool {
        let (found, tried) = try await change.findings { addresses in
            let isRecent = awaited.tried.map { (0..<pause).contains(Timestamp.now.seconds - $0) } ?? false
            return !(isRecent && awaited.triedAddresses == addresses)
        }
        let problems = AwaitedDomain.problems(found)
        // Where no token was fetched, and DNS is right, what was wrong then still is.
        let isAsBefore = problems.isEmpty && tried.isEmpty
        if !isAsBefore { awaited.problems = problems }
        awaited.wanted = change.wanted
        if !tried.isEmpty {
            let isInVain = !problems.isEmpty
            (awaited.tried, awaited.triedAddresses) = isInVain ? (Timestamp.now.seconds, tried) : (nil, nil)
        }
        try awaited.write(on: machine)
        return problems.isEmpty && !isAsBefore
    }

    private static func take(
        _ change: ChangeDomain, _ awaited: inout AwaitedDomain, _ machine: Machine, _ lock: borrowing Lock
    ) async throws {
        do { try change.certificate.refuseTooManyTries() } catch {
            try note(Failure(error), &awaited, machine)
            return machine.console.line("\(awaited.text).")
        }
        do { try await change.run(lock, isProved: true) } catch {
            try note(Failure(error), &awaited, machine)
            throw error
        }
        let line = "\(machine.plan.app.name): \(awaited.name) leads here now; the app is at https://\(awaited.name)"
        for console in Consoles.devices(machine) { console.line(line) }
    }

    private static func note(_ failure: Failure, _ awaited: inout AwaitedDomain, _ machine: Machine) throws {
        let words = [failure.message] + failure.details
        awaited.problems = [.init(detail: words.joined(separator: ": "), help: failure.help)]
        // It is to be tried again as soon as the authority allows that.
        (awaited.tried, awaited.triedAddresses) = (nil, nil)
        try awaited.write(on: machine)
    }
}
