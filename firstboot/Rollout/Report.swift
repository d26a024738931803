import Host
import Installation
import Plan

/// What a rollout says to the owner at its beginning and end.
struct Report {
    private let machine: Machine
    private let intent: Intent
    private let changes: [Change]
    private let wasSetUp: Bool

    init(_ rollout: Rollout) {
        machine = rollout.machine
        intent = rollout.intent
        changes = rollout.difference.changes
        wasSetUp = rollout.wasSetUp
    }

    /// Says what is continued, and what will change on a machine that is set up already.
    func begin() {
        switch intent {
        case .restored, .takenBack: return
        default: break
        }
        if changes.contains(where: { $0.kind == .unfinished }) {
            machine.console.line("  an earlier run was interrupted; this one continues it")
        }
        guard wasSetUp else { return }
        for change in changes where [.release, .parameter, .fact].contains(change.kind) { show(change.text) }
    }

    func end(_ rollout: Rollout) async throws {
        // At each boot `provision` runs before `start` and has written them.
        if case .start = intent, changes.isEmpty {} else { try await LoginPrompt(machine).show(rollout.values) }
        switch intent {
        case .provision where changes.isEmpty:
            machine.console.line("\(machine.plan.app.title) is set up already; there is nothing to do.")
            machine.console.line("This is machine \(rollout.desired.record.metadata.instanceID).")
        case _ where !wasSetUp: try endOfFirstBoot(rollout)
        case .renamed, .takenBack: break
        case .provision: machine.console.line("\(machine.plan.app.title) is up with these changes.")
        case .start, .restored, .updated: machine.console.line("\(machine.plan.app.title) is up.")
        case .rotate: endOfRotation(rollout.desired.record.rotates ?? [])
        }
    }

    private func endOfFirstBoot(_ rollout: Rollout) throws {
        machine.console.line("\(machine.plan.app.title) is ready.")
        machine.console.line("The credentials are in \(machine.files.root.path(machine.paths.credentials)).")
        if !rollout.values.isReachable {
            show(
                "This machine has no address, so only it reaches the app. Connect it to a network, or give it a name, "
                    + "then run `\(machine.command) provision`.")
        }
        if let awaited = AwaitedDomain(rollout.state.recorded, on: machine) {
            show("\(awaited.text).")
            show("\(awaited.help(machine)).")
        }
        if let backup = rollout.state.recorded?.restoredFrom {
            machine.console.line("Its data is that of the backup \(backup).")
        }
        if let notice = ReplacedFiles(machine).notice { machine.console.line(notice) }
        guard let older = rollout.desired.record.adoptedFrom ?? rollout.state.recorded?.adoptedFrom else { return }
        show(Inheritance.advice(older, machine.plan))
    }

    private func endOfRotation(_ names: [String]) {
        machine.console.line("New values are in use: \(names.joined(separator: ", ")).")
        machine.console.line("`\(machine.command) credentials` shows those that the owner needs.")
    }

    /// Where the owner can look.
    private func show(_ line: String) {
        machine.console.line(line)
        for console in Consoles.devices(machine) { console.line("\(machine.plan.app.name): \(line)") }
    }
}
