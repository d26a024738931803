import Host
import Installation
import Plan

/// Updates several instances, one at a time, each by its own program. The first that fails is the last that was tried.
struct UpdateInstances {
    let machine: Machine
    /// nil stands for the first one.
    let ids: [InstanceID?]
    /// What each `update` gets.
    let words: [String]
    let onlyChecks: Bool

    /// All that are set up: the first one, where it is, then the others.
    static func all(_ machine: Machine) -> [InstanceID?] {
        let all: [InstanceID?] = [nil] + machine.instances.map(Optional.some)
        return all.filter { id in
            let one = machine.instance(id)
            let state = (try? StateStore(one).load())?.state
            return machine.files.exists(one.paths.binary) && state?.isSetUp == true
        }
    }

    /// - Throws: ``Failure`` that says which were updated, and which were not tried.
    func run(isAgreed: Bool) async throws {
        let all = ids.map(machine.instance)
        guard !all.isEmpty else {
            throw Failure(.usage, "no instance is set up here", help: "`\(machine.command) instance list` shows them")
        }
        if let missing = all.first(where: { !machine.files.exists($0.paths.binary) }) {
            throw Failure(
                .usage, "\(missing.paths.name) is not set up on this machine",
                help: "`\(machine.instance(nil).command) instance list` shows what is; nothing was changed")
        }
        let names = all.map(\.paths.name).joined(separator: ", ")
        if !isAgreed, !onlyChecks, try !YesOrNo.ask("Update \(names), one after another? [y/N]: ") {
            throw Failure(.usage, "not agreed: nothing was changed")
        }
        for (index, one) in all.enumerated() {
            machine.console.line("\(one.paths.name):")
            let program = machine.files.root.path(one.paths.binary)
            let console = machine.console
            let agreed = onlyChecks ? [] : ["--yes"]
            let result = try await Command(program, [Update.name] + words + agreed + machine.rootWords).run {
                console.line("  \($0)")
            }
            if !result.succeeded { throw failure(result, all, index) }
        }
        let done = onlyChecks ? "were looked at; nothing was changed" : "are updated"
        machine.console.line("\(names) \(done).")
    }

    private func failure(_ result: CommandResult, _ all: [Machine], _ index: Int) -> Failure {
        func list(_ part: ArraySlice<Machine>) -> String { part.map(\.paths.name).joined(separator: ", ") }
        let (before, after) = (all[..<index], all[(index + 1)...])
        return Failure(
            ExitCode(rawValue: result.status) ?? .unavailable, "\(all[index].paths.name) is not updated, as said above",
            details: (before.isEmpty || onlyChecks ? [] : ["updated: \(list(before))"])
                + (after.isEmpty ? [] : ["not tried: \(list(after))"]),
            help: "fix that and run this again: what is updated already is passed over")
    }
}
