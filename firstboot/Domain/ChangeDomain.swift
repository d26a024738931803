import DomainCheck
import Edge
import Host
import Installation
import Plan
import Rollout

/// Gives an app another name: proves that the name leads here, serves it beside the old one, gets its certificate, rolls
/// the app out with it, and lets the old one redirect. Until the rollout's end, the old one comes back whatever happens.
package struct ChangeDomain {
    private let machine: Machine
    private let name: String
    private let values: Values
    private let parameter: Parameter

    /// Under the machine's lock from the first look to the end.
    ///
    /// - Parameters:
    ///   - text: As the owner has typed it.
    ///   - onlyChecks: Whether the app keeps its name.
    /// - Throws: ``Failure`` if the name does not lead here, or anything on the way fails; then the old name is in use.
    package static func run(_ machine: Machine, to text: String, onlyChecks: Bool) async throws {
        let parameter = try parameter(of: machine)
        let name = try DomainName.read(text, command: machine.command)
        if let problem = parameter.problem(with: name) {
            throw Failure(.usage, "`\(name)` is no value of \(parameter.name)", help: "it must be \(problem)")
        }
        // A machine without a first boot has no folder for a lock.
        _ = try StateStore(machine).loadSetUp()
        let lock = try Rollout.takeLock(machine)
        let (state, recorded, secrets) = try StateStore(machine).loadSetUp()
        guard state.target == nil, secrets.pending.isEmpty else {
            throw Failure(
                .unavailable, "an earlier run was interrupted, and it has to end first",
                help: "`\(machine.command) start` continues it")
        }
        let change = ChangeDomain(machine, name, Values(machine.plan, recorded, secrets.values), parameter)
        if onlyChecks { try await change.requireGood() } else { try await change.run(lock) }
        _ = lock
    }

    init(_ machine: Machine, _ name: String, _ values: Values, _ parameter: Parameter) {
        self.machine = machine
        self.name = name
        self.values = values
        self.parameter = parameter
    }

    /// The one that `{{ address }}` goes by.
    private static func parameter(of machine: Machine) throws -> Parameter {
        guard machine.plan.stack.edge != nil else {
            throw Failure(
                .usage, "\(machine.plan.app.title) has a proxy of its own, which this cannot look after",
                help: "set the domain by `\(machine.command) configure` and run `\(machine.command) provision`")
        }
        if let found = machine.plan.domain { return found }
        throw Failure(
            .usage, "\(machine.plan.app.title) has no parameter for a domain",
            help: "its publisher adds one of type `hostname` to app.yaml")
    }

    private var old: String { values.value(.bareAddress) }
    private var title: String { machine.plan.app.title }

    /// The same machine with the new name.
    private var renamed: Values {
        var parameters = values.parameters
        parameters[parameter.name] = name
        return Values(plan: values.plan, metadata: values.metadata, parameters: parameters, secrets: values.secrets)
    }

    // MARK: Forgetting

    /// Lets an earlier name of the app, which redirects, be nobody's again.
    ///
    /// - Parameter text: As the owner has typed it.
    /// - Throws: ``Failure`` if it is no earlier name.
    package static func forget(_ machine: Machine, _ text: String) async throws {
        _ = try parameter(of: machine)
        let name = try DomainName.read(text, command: machine.command)
        _ = try StateStore(machine).loadSetUp()
        let lock = try Rollout.takeLock(machine)
        let (_, recorded, secrets) = try StateStore(machine).loadSetUp()
        let redirects = try MachineEdge(machine).redirects
        guard redirects.contains(name) else {
            throw Failure(
                .usage, "`\(name)` is no earlier name of \(machine.plan.app.title)",
                help: redirects.isEmpty ? "it has none" : "these are: \(redirects.joined(separator: ", "))")
        }
        try await MachineEdge(machine).bringBack(
            Values(machine.plan, recorded, secrets.values), redirects: redirects.filter { $0 != name })
        _ = lock
        machine.console.line("\(name) no longer leads to \(machine.plan.app.title); another app can have it.")
    }

    // MARK: Looking

    private var check: NameCheck { NameCheck(machine, name, values) }

    /// Which records to set where.
    var wanted: String { check.wanted }

    /// Shows what is right and wrong with the name.
    ///
    /// - Throws: ``Failure`` if the name does not lead here as it should.
    private func requireGood() async throws {
        let findings = try await findings().all
        for finding in findings { finding.show(on: machine.console) }
        guard !findings.haveFailure else {
            throw Failure(
                .invalidInput, "\(name) does not lead to this machine as it should",
                help: "nothing was changed; fix what is named above and run this again")
        }
    }

    /// What is right and wrong with the name. The edge serves a token for a moment; nothing else changes.
    ///
    /// - Parameter isWorthATry: Whether to fetch the token through these addresses.
    /// - Returns: The addresses too through which it was fetched; none if it was not.
    func findings(
        isWorthATry: ([String]) -> Bool = { _ in true }
    ) async throws -> (all: [Finding], tried: [String]) {
        let edge = MachineEdge(machine)
        if let other = try edge.owner(of: name) {
            throw Failure(
                .invalidInput, "the host name \(name) is \(other)'s on this machine",
                help: "choose another name; nothing was changed")
        }
        try edge.requireRunning()
        let outcome = check.look(Resolver(machine.files))
        // A token cannot make up for what DNS says.
        guard !outcome.findings.haveFailure, isWorthATry(outcome.addresses) else { return (outcome.findings, []) }
        return (outcome.findings + (try await check.prove(outcome.addresses)), outcome.addresses)
    }

    // MARK: Changing

    var certificate: Certificate { Certificate(machine: machine, name: name, values: renamed) }

    /// - Parameter isProved: Whether the name is known to lead here.
    func run(_ lock: borrowing Lock, isProved: Bool = false) async throws {
        if old.lowercased() == name {
            return machine.console.line("\(name) is \(title)'s name already; there is nothing to do.")
        }
        try certificate.refuseTooManyTries()
        let door = MachineEdge(machine)
        let journal = DomainJournal(
            parameter: parameter.name, name: name, before: try ParametersFile(machine).read()[parameter.name]?.text,
            redirects: try door.redirects)
        try journal.write(on: machine)
        do {
            if !isProved { try await requireGood() }
            // A lost connection must not leave a half-changed machine to the next start.
            ThisProcess.outliveTerminal()
            try await door.reserve(renamed)
            try await certificate.obtain()
            try await rollOut(journal, lock)
        } catch {
            throw try await goBack(lock, after: Failure(error))
        }
        machine.console.line("\(title) is at https://\(name), and https://\(old) redirects to it.")
    }

    private func rollOut(_ journal: DomainJournal, _ lock: borrowing Lock) async throws {
        var journal = journal
        journal.isRollingOut = true
        try journal.write(on: machine)
        try await MachineEdge(machine).keepNames(values)
        try await Rollout.run(.renamed(parameter: parameter.name, to: name), on: machine, holding: lock)
        try journal.end(machine)
    }

    private func goBack(_ lock: borrowing Lock, after failure: Failure) async throws -> Failure {
        guard let journal = try DomainJournal.read(machine) else { return failure }
        let isInUse = (try? journal.isDone(on: machine)) == true
        if journal.isRollingOut, !isInUse { machine.console.line("Going back to \(old)…") }
        let isDone: Bool
        do { isDone = try await journal.takeBack(machine, holding: lock) } catch {
            var both = failure
            both.details.append("going back has failed too: \(Failure(error).message)")
            both.help = "`\(machine.command) start` gives \(title) the name \(old) back, and so does a reboot"
            return both
        }
        if isDone {
            var late = failure
            late.message = "\(title) is at https://\(name) by now, and this was left to do: \(failure.message)"
            late.help = "`\(machine.command) start` does it"
            return late
        }
        machine.console.line("\(title) has the name that it had: \(old).")
        return failure
    }
}
