import Host
import Plan

/// What people read when they log in: how the app stands, its address, where the credentials are, and no secret.
///
/// pam_motd runs it as root at each login, be it at a console or by ssh; so it is also what ends the showing of the
/// credentials above the login prompt.
struct MessageOfTheDay {
    let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        let app = machine.plan.app
        let standing = try Status(machine).standing()
        switch standing.kind {
        case .done: try await tellDone()
        case .notStarted: machine.console.line("\(app.title): the first boot has not begun yet.")
        case .atWork:
            machine.console.line("\(app.title): the first boot is at work\(Self.place(standing)).")
            machine.console.line("How far it is: \(app.name)ctl status")
        case .interrupted:
            machine.console.line("\(app.title): the first boot failed or was interrupted\(Self.place(standing)).")
            machine.console.line("Why: journalctl --unit \(Units(machine.plan).firstBoot.name)")
            machine.console.line("It is tried again by itself; at once by: \(app.name)ctl provision")
        }
    }

    private func tellDone() async throws {
        let app = machine.plan.app
        let store = StateStore(machine)
        guard let state = try store.state() else { return }
        machine.console.line("\(app.title) \(app.version) is set up.")
        let values = Values(
            plan: machine.plan, metadata: state.metadata, parameters: state.parameters, secrets: [:])
        for line in machine.plan.credentials.lines where isAddress(line.value) {
            machine.console.line("\(line.label): \(try values.render(line.value))")
        }
        let path = machine.paths.credentials
        let file = machine.files.exists(path) ? ", and in \(machine.files.root.path(path))" : ""
        machine.console.line("The credentials: \(app.name)ctl credentials\(file)")
        try await LoginPrompt(machine).hide(from: state.metadata.instanceID)
    }

    /// Whether it is a web address in which nothing must be kept from others.
    private func isAddress(_ template: Template) -> Bool {
        guard case .text(let start)? = template.parts.first, start.hasPrefix("http"), template.secretNames.isEmpty
        else { return false }
        let sensitive = machine.plan.parameters.filter(\.isSensitive).map(\.name)
        return !template.parameterNames.contains(where: sensitive.contains)
    }

    private static func place(_ standing: Standing) -> String {
        (standing.step.map { ", \($0.title.lowercased())" } ?? "") + (standing.since.map { " since \($0)" } ?? "")
    }
}
