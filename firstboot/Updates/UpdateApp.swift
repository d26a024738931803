import Backups
import Host
import Installation
import Plan
import Release
import Text

/// An update, as far as the installed program does it: it finds the next release, asks, lets the app's data be backed up,
/// and starts the next release's program in its own place.
package struct UpdateApp {
    /// What the owner has chosen.
    package struct Choices: Sendable {
        /// A folder of this machine or a URL; nil for where the installed plan says.
        package var source: String?
        /// nil for the newest.
        package var version: String?
        package var onlyChecks = false
        package var isAgreed = false
        package var makesBackup = true
        package var allowsOlder = false
        /// Seconds that each one-time command may take.
        package var limit = 3600
        /// Whether nobody watches.
        package var isUnattended = false
        /// Done when nothing but the other release's program is left to start.
        package var onceBegun: @Sendable () throws -> Void = {}

        package init() {}

        /// The flags with which each step is done as the first one was.
        package var forFurtherSteps: [String] {
            ["--within", "\(Double(limit) / 60)"] + (makesBackup ? [] : ["--no-backup"])
        }
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
        if choices.onlyChecks, machine.isMidChange {
            throw Failure(
                .busy, "a change of \(machine.plan.app.title) has begun and not ended",
                help: "`sudo \(machine.command) start` ends it, unless it runs still; then check again")
        }
        let (_, recorded, _) = try StateStore(machine).loadSetUp()
        let next = try FoundRelease(
            for: machine, from: choices.source, version: choices.version, installed: recorded.release.version,
            downgrade: choices.allowsOlder, isUnattended: choices.isUnattended)
        if next.release == machine.release {
            return machine.console.line("\(machine.plan.app.title) \(machine.plan.app.version) is in use already.")
        }
        let goal = next.steps.last ?? next.plan.app.version
        try await look(program, next, goal)
        if choices.onlyChecks { return machine.console.line("Nothing was changed.") }
        try agree(next, goal)
        let held = try HeldMachine(machine)
        try held.require(recorded.release)
        try held.requireWhole(for: "it has to end first")
        try InterruptedUpdateUnit.require(machine)
        try program.stage(next.bytes)
        do {
            try await begin(program, next, goal, held)
        } catch {
            program.unstage()
            throw error
        }
    }

    /// Shows what would change, and whether it can.
    private func look(_ program: InstalledProgram, _ next: FoundRelease, _ goal: String) async throws {
        let plan = next.plan
        if choices.isUnattended, next.steps.count > 1 {
            throw Failure(
                .unavailable, "an update to \(next.steps.last ?? "") has to stop at \(plan.app.version)",
                help: "run `sudo \(machine.command) update`")
        }
        machine.console.line(
            "\(plan.app.title) \(([machine.plan.app.version] + next.steps).joined(separator: " → "))")
        for change in next.changes { show(change) }
        try program.stageForLook(next.bytes)
        defer { program.endLook() }
        // An older program only looks whether the last word is `all`, and takes no notice of this one.
        let part = "look\(backsUp ? ":backup" : "")\(try additions(next))"
        try await program.runNext(["update", "--part", part] + next.source, isLook: true)
        if next.steps.count > 1 {
            machine.console.line(
                "These are the changes and checks of the step to \(plan.app.version); each step is checked before it begins."
            )
        }
    }

    private var backsUp: Bool { choices.makesBackup && !machine.plan.backup.items.isEmpty }

    private func agree(_ next: FoundRelease, _ goal: String) throws {
        if choices.isAgreed { return }
        let way = next.steps.count > 1 ? ", step by step" : ""
        guard try ask("Update to \(goal)\(way)\(backsUp ? ", after a backup" : "")? [y/N] ") else {
            throw Failure(.usage, "the update was not agreed to; nothing was changed")
        }
    }

    /// Whatever fails here has changed nothing.
    private func begin(
        _ program: InstalledProgram, _ next: FoundRelease, _ goal: String, _ held: borrowing HeldMachine
    ) async throws {
        let plan = next.plan
        machine.console.line("Getting the images of \(plan.app.version); the app runs on meanwhile…")
        try await WaitingImages(machine).forget()
        try await program.runNext(["update", "--part", "pull\(try additions(next))"] + next.source)
        try ListedImages.require(next.images, of: plan, waiting: try WaitingImages(machine).ids())
        if backsUp {
            let made = try await MakeBackup(machine, machine.plan.backup, verifies: true, to: nil).run(holding: held)
            machine.console.line("The backup \(made.id) is in \(made.place).")
        }
        try choices.onceBegun()
        // A program that does not know the last word leaves the further steps to the owner.
        let further = next.steps.count > 1 ? ":\(goal)" : ""
        throw try program.becomeNext(
            ["update", "--part", "apply:\(try held.lock.handOver())\(further)"] + choices.forFurtherSteps)
    }

    /// Lets the other program load its archives though no image is missing, because one here is another one. A program that
    /// does not know the word takes no notice of it.
    private func additions(_ next: FoundRelease) throws -> String {
        guard next.archives != nil, !next.images.isEmpty else { return "" }
        let isOther = (try? ListedImages.require(next.images, of: next.plan, waiting: [:])) == nil
        return isOther ? ":all" : ""
    }

    /// What a release's publisher says of it.
    private func show(_ change: ReleaseList.Change) {
        machine.console.line("New in \(change.version):")
        let lines = change.text.split(separator: "\n", omittingEmptySubsequences: true)
        for line in lines.prefix(Self.shownLines) { machine.console.line("  \(line)") }
        if lines.count > Self.shownLines { machine.console.line("  … and \(lines.count - Self.shownLines) lines more") }
    }

    /// Of what one release says.
    private static let shownLines = 60
}
