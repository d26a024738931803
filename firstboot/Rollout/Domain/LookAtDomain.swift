import DomainCheck
import Edge
import Installation
import Plan

/// A domain that comes to an app without one: it is used at once if it leads here. If not, the owner is told what to set
/// where, and the app goes without it until it does: at an address that nobody reaches, and for which no authority signs,
/// the app would be of no use meanwhile.
struct LookAtDomain {
    private let machine: Machine
    /// Whether nothing of the app runs yet.
    private let isFirst: Bool

    init(_ machine: Machine, isFirst: Bool) {
        self.machine = machine
        self.isFirst = isFirst
    }

    /// A few seconds without a network. It writes nothing but why the domain is awaited, and so may be repeated.
    func run(_ desired: inout Desired) async throws {
        guard let domain = desired.newDomain, let parameter = machine.plan.domain else { return }
        let whole = Values(machine.plan, desired.record, [:])
        // In a trial, or with a name of a network of the owner's own, nobody outside has to find it.
        guard MachineEdge.asksAuthority(for: domain, whole), try isFree(whole) else { return }
        machine.note("looking whether \(domain) leads to this machine")
        var without = desired.record
        without.goWithout(domain, parameter)
        let bare = Values(machine.plan, without, [:])
        let check = NameCheck(machine, domain, bare)
        let problems = await problems(check)
        if problems.isEmpty { return }
        tell("\(domain) does not lead to this machine yet:")
        for problem in problems {
            tell("  \(problem.detail)")
            if let help = problem.help { tell("  \(help)") }
        }
        guard try canGo(bare, without: parameter) else {
            return tell("\(machine.plan.app.title) cannot do without its domain, so it uses \(domain) even so.")
        }
        desired.record = without
        try AwaitedDomain(name: domain, problems: problems, wanted: check.wanted).write(on: machine)
        tell(
            "\(machine.plan.app.title) starts at \(bare.address), without \(domain). It takes \(domain) by itself once "
                + "that leads here.")
    }

    private func problems(_ check: NameCheck) async -> [AwaitedDomain.Problem] {
        let outcome = check.look(Resolver(machine.files, isHasty: true))
        var findings = outcome.findings
        if !findings.haveFailure {
            do { findings += try await check.prove(outcome.addresses, isFirst: isFirst) } catch {
                // The rollout needs the edge too, and ends by that.
                let failure = Failure(error)
                findings.append(.fail("edge", failure.message, help: failure.help))
            }
        }
        return AwaitedDomain.problems(findings)
    }

    /// Whether no other app of this machine has the name. If one has, the edge refuses it.
    private func isFree(_ values: Values) throws -> Bool {
        guard let edge = machine.plan.stack.edge else { return false }
        return try values.hosts(of: edge).allSatisfy { try MachineEdge(machine).owner(of: $0.name) == nil }
    }

    /// Whether the app is whole at its bare address.
    private func canGo(_ bare: Values, without parameter: Parameter) throws -> Bool {
        if parameter.isRequired, machine.plan.names(parameter) { return false }
        // Another one would become the address.
        let others = machine.plan.parameters.filter { $0.kind == .hostname && $0 != parameter }
        guard others.allSatisfy({ (bare.parameters[$0.name] ?? "").isEmpty }), let edge = machine.plan.stack.edge,
            (try? bare.hosts(of: edge)) != nil
        else { return false }
        return try isFree(bare)
    }

    /// Where the owner can look.
    private func tell(_ line: String) {
        for console in [machine.console] + Consoles.devices(machine) {
            console.line("\(machine.plan.app.name): \(line)")
        }
    }
}
