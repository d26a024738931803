import Installation
import JSON
import Rollout
import Updates

/// Shows the credentials again, or removes them from the machine.
struct ShowCredentials: Verb {
    static let answers = true
    static let endsInterrupted = false
    static let name = "credentials"
    static let summary = "show the credentials again"
    static let flags: [Flag<ShowCredentials>] = [
        .toggle("--forget", "remove the credentials from the machine's disk and consoles") { $0.forgets = true },
        .json { $0.json = true },
    ]

    private var forgets = false
    private var json = false

    init() {}

    func run(on machine: Machine) async throws {
        if forgets { return try await forget(machine) }
        let (_, recorded, secrets) = try StateStore(machine).loadSetUp()
        let values = Values(machine.plan, recorded, secrets.values)
        if json {
            let rows = try machine.plan.credentials.lines.map { [$0.label: try values.render($0.value)] }
            machine.console.line(String(decoding: try JSONCoder.encode(rows, pretty: true), as: UTF8.self))
        } else {
            machine.console.line(String(try Readout(machine.plan, values).text.dropLast()))
            if let line = UpdateNotice.line(on: machine) { machine.console.line("\n\(line).") }
        }
    }

    private func forget(_ machine: Machine) async throws {
        try machine.files.remove(machine.paths.credentials)
        if let state = try StateStore(machine).load().state?.latest {
            try await LoginPrompt(machine).hide(from: state.metadata.instanceID)
        }
        machine.console.line("The credentials are no longer shown. They still work.")
    }
}
