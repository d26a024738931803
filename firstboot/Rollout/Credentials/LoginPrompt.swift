import Host
import Installation
import Plan
import Text

/// The credentials above the login prompt of every console, where they stay readable: what was printed to tty1 before
/// is gone, since agetty clears it.
///
/// agetty reads /etc/issue.d as root, so nobody else has to be able to (util-linux 2.35 and newer). In it is a link into
/// /run, whose own issue.d agetty passes over where there is an /etc/issue. So the text is gone with the machine's power
/// and no disk holds it; ``FirstBoot`` puts it back at each boot until somebody has seen it.
package struct LoginPrompt {
    private let machine: Machine

    package init(_ machine: Machine) { self.machine = machine }

    /// Shows them, unless the plan forbids it or the owner of this machine has logged in.
    package func show(_ values: Values) async throws {
        guard machine.plan.credentials.console == .untilLogin, !wasSeen(by: values.metadata.instanceID) else { return }
        let app = machine.plan.app
        let end = "\nThey are shown here until the first login, and by `\(app.name)ctl credentials`.\n\n"
        let text = Self.literal(try Readout(machine.plan, values).text + end)
        machine.files.overwrite(machine.paths.loginPrompt, Array(text.utf8), mode: 0o600)
        await Self.reload(machine)
    }

    /// Takes them away for good, also for the boots to come.
    ///
    /// - Parameter instance: Whose owner has seen them.
    package func hide(from instance: String) async throws {
        if !wasSeen(by: instance) {
            try machine.files.write(machine.paths.seen, Array("\(instance)\n".utf8), mode: 0o600)
        }
        guard machine.files.exists(machine.paths.loginPrompt) else { return }
        try machine.files.removeTree(machine.paths.loginPrompt)
        await Self.reload(machine)
    }

    /// A clone's owner has seen nothing yet, so the mark names the machine.
    private func wasSeen(by instance: String) -> Bool { machine.files.firstLine(machine.paths.seen) == instance }

    /// Text in which agetty finds none of its own escapes (agetty(8), "Issue escapes").
    package static func literal(_ text: String) -> String {
        VisibleText.of(text).unicodeScalars.map { $0 == "\\" ? "\\\\" : String($0) }.joined()
    }

    /// Makes prompts that are up already read the files again; one that nobody waits at needs it not.
    private static func reload(_ machine: Machine) async {
        guard machine.files.root.isSystem else { return }
        _ = try? await Command("/sbin/agetty", ["--reload"]).run()
    }
}
