import Host
import Installation
import Plan

/// Hands the credentials over: to a file that only root reads, and to the consoles.
package struct Announce {
    private let machine: Machine
    private let text: String

    package init(_ machine: Machine, _ values: Values) throws {
        self.machine = machine
        text = try Readout(machine.plan, values).text
    }

    /// Lays down the file; done again it is the same.
    package func write() throws {
        try machine.files.createFolderIfMissing("/root", mode: 0o700)
        try machine.files.write(machine.paths.credentials, Array(text.utf8), mode: 0o600)
    }

    /// Shows the credentials on the consoles, which cannot be taken back.
    package func show() {
        if machine.plan.credentials.console == .never { return }
        for console in Consoles.active(machine) {
            console.line(text)
            // The login prompt comes next, which empties what a slow line still holds.
            console.drain()
        }
    }
}

/// What the owner reads.
package struct Readout {
    package let text: String

    package init(_ plan: Plan, _ values: Values) throws {
        let rows = try plan.credentials.lines.map { ($0.label + ":", try values.render($0.value)) }
        let width = rows.map(\.0.count).max() ?? 0
        let lines = rows.map { $0 + String(repeating: " ", count: width - $0.count + 2) + $1 }
        text = (["\(plan.app.title) \(plan.app.version)", ""] + lines).joined(separator: "\n") + "\n"
    }
}
