import Edge
import Host
import Installation
import JSON
import Plan
import Rollout

/// A change of the domain that has begun. It is durable before the first thing changes. Until the rollout has ended,
/// whatever runs next gives the app the old name back.
struct DomainJournal: Codable, Sendable {
    private var format = 1
    let parameter: String
    /// The new name.
    let name: String
    /// What the owner's file had; nil if it had no value.
    let before: String?
    /// The names that redirected.
    let redirects: [String]
    /// Whether the rollout with the new name may have begun.
    var isRollingOut = false

    init(parameter: String, name: String, before: String?, redirects: [String]) {
        self.parameter = parameter
        self.name = name
        self.before = before
        self.redirects = redirects
    }

    static func read(_ machine: Machine) throws -> DomainJournal? {
        guard let bytes = try machine.files.read(machine.paths.domain) else { return nil }
        guard let journal = try? JSONCoder.decode(DomainJournal.self, from: bytes), journal.format == 1 else {
            throw Failure(
                .invalidInput, "\(machine.files.root.path(machine.paths.domain)) is damaged",
                help: "remove it and run `\(machine.command) provision`, which goes by \(ParametersFile(machine).name)")
        }
        return journal
    }

    func write(on machine: Machine) throws {
        try machine.files.write(machine.paths.domain, try JSONCoder.encode(self, pretty: true) + [0x0a], mode: 0o600)
    }

    /// Whether the app has the new name, because the rollout has ended.
    func isDone(on machine: Machine) throws -> Bool {
        let (state, recorded, _) = try StateStore(machine).loadSetUp()
        return isDone(state, recorded)
    }

    private func isDone(_ state: State, _ recorded: Record) -> Bool {
        isRollingOut && state.target == nil && recorded.parameters[parameter] == name
    }

    /// Gives the app the name that is recorded, the edge first. Nothing happens if the new one is recorded already.
    ///
    /// - Returns: Whether the app has the new name.
    @discardableResult func takeBack(_ machine: Machine, holding lock: borrowing Lock) async throws -> Bool {
        let (state, recorded, secrets) = try StateStore(machine).loadSetUp()
        let isDone = isDone(state, recorded)
        if !isDone {
            let values = Values(machine.plan, recorded, secrets.values)
            do { try await MachineEdge(machine).bringBack(values, redirects: redirects) } catch {
                // The start, and the rollout below, bring the edge to what it should be, too.
                machine.note(Failure(error).message)
            }
        }
        if !isDone, isRollingOut {
            try ParametersFile(machine).bringBack(parameter, to: before)
            do { try await Rollout.run(.takenBack, on: machine, holding: lock) } catch {
                // Once the old name is the rollout's target, each verb goes on to that.
                let latest = try StateStore(machine).load().state?.latest
                if latest?.parameters[parameter] == recorded.parameters[parameter] { try end(machine) }
                throw error
            }
        }
        try end(machine)
        return isDone
    }

    func end(_ machine: Machine) throws { try machine.files.remove(machine.paths.domain) }
}

/// What a change of the domain that was cut off has left to do. Every verb that changes something begins with it.
package enum InterruptedDomain {
    package static func finish(_ machine: Machine) async throws {
        guard machine.files.exists(machine.paths.domain) else { return }
        let lock = try Rollout.takeLock(machine)
        // Another run may have done it meanwhile.
        guard let journal = try DomainJournal.read(machine) else { return }
        machine.console.line("A change of the domain to \(journal.name) was interrupted.")
        let isDone = try await journal.takeBack(machine, holding: lock)
        machine.console.line(
            isDone ? "\(machine.plan.app.title) has that name." : "\(machine.plan.app.title) has the name that it had.")
    }
}
