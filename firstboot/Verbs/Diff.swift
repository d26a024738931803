import Installation
import JSON
import Rollout

struct Diff: Verb {
    static let answers = true
    static let endsInterrupted = false
    static let name = "diff"
    static let summary = "show what `provision` would change and why, and change nothing"
    static let flags: [Flag<Diff>] = [
        .metadataURL { $0.metadataURL = $1 }, .set { $0.parameters[$1] = $2 }, .json { $0.json = true },
    ]

    private var metadataURL: String?
    private var parameters: [String: String] = [:]
    private var json = false

    static let setParameter: (@Sendable (inout Self, String, String) -> Void)? = { $0.parameters[$1] = $2 }

    init() {}

    func run(on machine: Machine) throws {
        var machine = machine
        machine.metadataURL = metadataURL
        // A warning would be no JSON.
        let changes = try Rollout.preview(.provision(flags: parameters), on: machine, isQuiet: json)
        if json {
            return machine.console.line(String(decoding: try JSONCoder.encode(changes, pretty: true), as: UTF8.self))
        }
        if changes.isEmpty { machine.console.line("\(machine.plan.app.title) is as it should be.") }
        for change in changes { machine.console.line(change.text) }
    }
}
