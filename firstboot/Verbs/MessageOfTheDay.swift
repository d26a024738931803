import Backups
import Host
import ImageMaking
import Installation
import Plan
import Rollout
import Updates

/// What people read when they log in: the app's status, its address, where the credentials are, and no secret.
///
/// pam_motd runs it as root at each login, at a console or by ssh. So it also removes the credentials from the login
/// prompt.
struct MessageOfTheDay: Verb {
    static let name = "motd"
    static let summary =
        "show the app's status, as at each login, and remove the credentials from the login prompt"
    static let onlyLooks = true

    func run(on machine: Machine) async throws {
        let app = machine.plan.app
        let standing = try Standing.of(machine)
        switch standing.kind {
        case .done: try await tellDone(machine)
        case .notStarted: machine.console.line("\(app.title): the first boot has not begun yet.")
        case .atWork:
            machine.console.line("\(app.title): the first boot is running\(Self.place(standing)).")
            machine.console.line("How far it is: \(machine.command) status")
        case .interrupted:
            machine.console.line("\(app.title): the first boot failed or was interrupted\(Self.place(standing)).")
            machine.console.line("Why: journalctl --unit \(Units(machine.plan, machine.paths).firstBoot.name)")
            machine.console.line("It is retried automatically; to retry now: \(machine.command) provision")
        }
    }

    private func tellDone(_ machine: Machine) async throws {
        let app = machine.plan.app
        guard let state = try StateStore(machine).load().state?.recorded else { return }
        machine.console.line("\(app.title) \(app.version) is set up.")
        let values = Values(machine.plan, state, [:])
        for line in machine.plan.credentials.lines where isAddress(line.value, machine.plan) {
            machine.console.line("\(line.label): \(try values.render(line.value))")
        }
        if let awaited = AwaitedDomain(state, on: machine) {
            machine.console.line("\(awaited.text). What to set: \(app.name)ctl status")
        }
        let path = machine.paths.credentials
        let file = machine.files.exists(path) ? ", and in \(machine.files.root.path(path))" : ""
        machine.console.line("The credentials: \(machine.command) credentials\(file)")
        if let age = try BackupAge.of(machine) {
            machine.console.line("Backups: \(age.text)" + (age.help(machine).map { "; \($0)" } ?? "") + ".")
        }
        if let line = UpdateNotice.line(on: machine) { machine.console.line("\(line).") }
        if let line = AutomaticUpdate.line(on: machine) { machine.console.line("Updates: \(line).") }
        try await LoginPrompt(machine).hide(from: state.metadata.instanceID)
    }

    /// Whether it is a web address without a secret in it.
    private func isAddress(_ template: Template, _ plan: Plan) -> Bool {
        guard case .text(let start)? = template.parts.first, start.hasPrefix("http"), template.secretNames.isEmpty
        else { return false }
        return !plan.isSecret(template)
    }

    private static func place(_ standing: Standing) -> String {
        (standing.step.map { ", \($0.title.lowercased())" } ?? "") + (standing.since.map { " since \($0)" } ?? "")
    }
}
