import Host
import Installation
import Plan

/// Which of the app's instances a call is about: the one that `--instance` names, or else the one whose program this is.
///
/// Each instance has a program of its own, since it may be of another release than the others. The units and the programs
/// themselves start it by its name, without a flag.
struct ChosenInstance {
    private let named: InstanceID?
    private let verb: any Verb

    init(_ named: InstanceID?, for verb: any Verb) {
        self.named = named
        self.verb = verb
    }

    /// - Parameter arguments: Those of this run, with which another instance's program takes over.
    func machine(root: String, _ arguments: [String]) throws -> Machine {
        let first = try StampedPlan.machine(root: root)
        let own = Paths.instance(of: first.plan.app.name, program: try ThisProcess.executable())
        guard let chosen = named ?? own else { return first }
        let machine = first.instance(chosen)
        guard !type(of: verb).isForMachine else {
            throw Failure(
                .usage, "`\(type(of: verb).name)` is for the whole machine, not for one instance",
                help: "leave `--instance` out, and run \(first.command)")
        }
        if chosen != own { try handOver(to: machine, of: first, arguments) }
        return machine
    }

    private func handOver(to machine: Machine, of first: Machine, _ arguments: [String]) throws {
        let program = machine.files.root.path(machine.paths.binary)
        guard machine.files.exists(machine.paths.binary) else {
            let known = first.instances.map { "`\($0)`" }.joined(separator: ", ")
            throw Failure(
                .usage, "\(machine.paths.name) is not set up on this machine",
                help: (known.isEmpty ? "there are no instances; " : "there is \(known); ")
                    + "`\(first.command) instance add ID` adds one")
        }
        // Somebody has made it a link to this program, which would take over from itself for ever.
        if try Files(.system).resolved(program) == ThisProcess.executable() { return }
        throw ThisProcess.become([program] + arguments)
    }
}

extension InstanceID {
    static func read(_ text: String) throws(UsageError) -> InstanceID {
        guard let id = InstanceID(text) else {
            throw UsageError("`\(text)` is no instance's ID", help: "an ID is \(rule)")
        }
        return id
    }
}
