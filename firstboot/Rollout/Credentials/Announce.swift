import Host
import Installation
import Plan

/// Hands over the credentials: writes them to a file that only root reads, and shows them on the consoles.
package struct Announce {
    private let machine: Machine
    private let text: String

    package init(_ machine: Machine, _ values: Values) throws {
        self.machine = machine
        text = try Readout(machine.plan, values).text
    }

    /// Writes the file; idempotent.
    package func write() throws {
        try machine.files.createFolderIfMissing("/root", mode: 0o700)
        try machine.files.write(machine.paths.credentials, Array(text.utf8), mode: 0o600)
    }

    /// Shows the credentials on the consoles. This cannot be undone.
    ///
    /// - Parameter prompts: The devices of consoles whose login prompt shows them itself.
    package func show(besides prompts: Set<UInt32>) {
        if machine.plan.credentials.console == .never { return }
        for console in Consoles.active(machine) where console.device.map(prompts.contains) != true {
            console.line(text)
            // The login prompt comes next and drops what a slow line has not sent yet.
            console.drain()
        }
    }
}

/// The text for the owner.
package struct Readout {
    package let text: String

    package init(_ plan: Plan, _ values: Values) throws {
        var rows = try plan.credentials.lines.map { ($0.label + ":", try values.render($0.value)) }
        // Only it opens the backups on another machine.
        if let key = values.secrets[Values.recoveryKey] { rows.append(("Backup key:", key.revealed)) }
        let width = rows.map(\.0.count).max() ?? 0
        let lines = rows.map { $0 + String(repeating: " ", count: width - $0.count + 2) + $1 }
        text = (["\(plan.app.title) \(plan.app.version)", ""] + lines).joined(separator: "\n") + "\n"
    }
}
