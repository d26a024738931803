import Host
import ImageMaking
import Installation

/// What `install` has said, for who has to find out later what happened. Only root can read it.
///
/// The machine's console gets no credentials and no secrets, so neither does this.
struct InstallLog {
    private let machine: Machine
    private let console: Console?

    /// Begins a new one, and lets the machine's console copy its lines there.
    ///
    /// - Parameter findings: What the checks have found, which were made before anything may be written.
    init(_ machine: Machine, _ findings: [Finding]) throws {
        self.machine = machine
        let path = machine.paths.installLog
        try machine.files.createFolder(machine.paths.state, mode: 0o700)
        try machine.files.write(path, [], mode: 0o600)
        console = Console(opening: machine.files.root.path(path))
        console?.line("\(machine.plan.app.title) \(machine.release.version), \(Timestamp.now.iso8601 ?? "")")
        if let console { for finding in findings { finding.show(on: console) } }
        machine.console.copy(to: console)
    }

    /// - Parameter failure: Why it has not come to its end.
    func end(_ failure: Failure? = nil) {
        machine.console.copy(to: nil)
        guard let console else { return }
        console.line("\(failure == nil ? "Done" : "Not done"), \(Timestamp.now.iso8601 ?? "")")
        failure?.report(to: console)
    }
}
