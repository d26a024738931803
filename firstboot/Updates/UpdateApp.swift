import Backups
import Host
import Installation
import JSON
import Plan
import Release
import Stamp

/// An update, as far as the installed program does it: it finds the next release, asks, lets the app's data be backed up,
/// and starts the next release's program in its own place.
package struct UpdateApp {
    /// What the owner has chosen.
    package struct Choices: Sendable {
        /// A folder with the program of the release.
        package var source: String?
        package var onlyChecks = false
        package var isAgreed = false
        package var makesBackup = true
        package var allowsOlder = false
        /// Seconds that each one-time command may take.
        package var limit = 3600

        package init() {}
    }

    private let machine: Machine
    private let choices: Choices
    private let ask: (String) throws -> Bool

    /// - Parameter ask: Asks the owner; throws where nobody is there to answer.
    package init(_ machine: Machine, _ choices: Choices, ask: @escaping (String) throws -> Bool) {
        self.machine = machine
        self.choices = choices
        self.ask = ask
    }

    package func run() async throws {
        let program = InstalledProgram(machine)
        try program.require(for: "update")
        let (state, recorded, _) = try StateStore(machine).loadSetUp()
        guard let source = choices.source else {
            throw Failure(.usage, "`update` does not say where the release is", help: "add --from DIR")
        }
        let next = try LocalRelease(machine, in: source).program()
        if next.release == machine.release {
            return machine.console.line("\(machine.plan.app.title) \(machine.plan.app.version) is in use already.")
        }
        try requireFit(next.plan, recorded)
        try program.stage(next.bytes)
        do {
            try await prepare(program, next.plan, state)
        } catch {
            try? machine.files.remove(machine.paths.nextBinary)
            throw error
        }
        if choices.onlyChecks { try machine.files.remove(machine.paths.nextBinary) }
    }

    private func requireFit(_ plan: Plan, _ recorded: Record) throws {
        let own = machine.plan
        guard plan.app.name == own.app.name, plan.provider == own.provider else {
            throw Failure(
                .invalidInput,
                "that is a program of \(plan.app.name) for \(plan.provider), and this machine runs \(own.app.name) for "
                    + "\(own.provider)")
        }
        let isOlder = ReleaseVersion(plan.app.version) < ReleaseVersion(recorded.release.version)
        guard isOlder, !choices.allowsOlder else { return }
        throw Failure(
            .invalidInput, "\(plan.app.version) is older than \(recorded.release.version), which is in use",
            help: "`\(machine.command) rollback` goes back to a release that was in use before, with its data; "
                + "--allow-downgrade lets the older release have today's data")
    }

    private func prepare(_ program: InstalledProgram, _ plan: Plan, _ state: State) async throws {
        machine.console.line("\(plan.app.title) \(machine.plan.app.version) → \(plan.app.version)")
        let source = choices.source.map { ["--from", $0] } ?? []
        try await program.runNext(["update", "--part", "look"] + source)
        if choices.onlyChecks { return machine.console.line("Nothing was changed.") }
        let backsUp = choices.makesBackup && !machine.plan.backup.items.isEmpty
        if !choices.isAgreed {
            guard try ask("Update to \(plan.app.version)\(backsUp ? ", after a backup" : "")? [y/N] ") else {
                throw Failure(.usage, "the update was not agreed to; nothing was changed")
            }
        }
        let held = try HeldMachine(machine)
        try held.requireWhole(for: "it has to end first")
        try InterruptedUpdateUnit.require(machine)
        machine.console.line("Getting the images of \(plan.app.version); the app runs on meanwhile…")
        try await program.runNext(["update", "--part", "pull"] + source)
        if backsUp {
            let made = try await MakeBackup(machine, machine.plan.backup, verifies: true, to: nil).run(holding: held)
            machine.console.line("The backup \(made.id) is in \(made.place).")
        }
        throw try program.becomeNext(
            ["update", "--part", "apply:\(try held.lock.handOver())", "--within", "\(Double(choices.limit) / 60)"])
    }
}
