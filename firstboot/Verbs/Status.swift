import Backups
import Installation
import JSON
import Plan
import Rollout
import Updates

struct Status: Verb {
    static let answers = true
    static let name = "status"
    static let summary = "show how far the first boot is"
    static let onlyLooks = true
    static let flags: [Flag<Status>] = [.json { $0.json = true }]

    private var json = false

    init() {}

    private struct Answer: Encodable {
        var app: String
        var state: String
        var step: Step?
        var since: String?
        var instance_id: String?
        /// Absent unless an earlier run has not finished moving data aside.
        var moves_data: Bool?
        /// What was cut off: `update`, `rollback` or `restore`; absent if nothing was.
        var interrupted: InterruptedChange.Kind?
        /// Absent if the app has nothing to back up, or is not set up.
        var backup: BackupAge?
        /// The version of a newer release; absent if none is known.
        var update: String?
        /// Absent unless the app waits for its domain to lead here.
        var awaited_domain: Awaited?
        /// Absent unless the owner has asked for updates by themselves.
        var automatic_update: AutomaticUpdate.Standing?
        /// Absent without others than the first.
        var instances: [InstanceList.Line]?
    }

    private struct Awaited: Encodable {
        var name: String
        /// What is wrong with it, as the last look has found it.
        var problems: [String]
        /// Which records to set where.
        var wanted: String
    }

    func run(on machine: Machine) throws {
        let app = machine.paths.name
        let others = machine.instance == nil ? InstanceList(machine) : nil
        let standing = try Standing.of(machine)
        let age = try BackupAge.of(machine)
        let change = try? InterruptedChange.find(on: machine)
        let awaited = try AwaitedDomain.of(machine)
        if json {
            let answer = Answer(
                app: app, state: standing.kind.rawValue, step: standing.step, since: standing.since,
                instance_id: standing.instanceID, moves_data: standing.movesData ? true : nil,
                interrupted: change?.kind, backup: age, update: UpdateNotice.newer(on: machine),
                awaited_domain: awaited.map {
                    Awaited(name: $0.name, problems: $0.problems.map(\.detail), wanted: $0.wanted)
                },
                automatic_update: AutomaticUpdate.standing(on: machine),
                instances: others?.lines.isEmpty == false ? others?.lines : nil)
            return machine.console.line(String(decoding: try JSONCoder.encode(answer, pretty: true), as: UTF8.self))
        }
        var line = "\(app): \(standing.kind.rawValue)"
        if let step = standing.step { line += ", \(step.title.lowercased())" }
        if let since = standing.since { line += " since \(since)" }
        machine.console.line(line)
        if let awaited { machine.console.line("\(app): \(awaited.text); \(awaited.help(machine))") }
        if let age {
            machine.console.line("\(app): \(age.text)" + (age.help(machine).map { "; \($0)" } ?? ""))
        }
        for line in [UpdateNotice.line(on: machine), AutomaticUpdate.line(on: machine)].compactMap(\.self) {
            machine.console.line("\(app): \(line)")
        }
        if let change { machine.console.line("\(app): \(change.text); \(change.help)") }
        for text in others?.texts ?? [] { machine.console.line(text) }
        if standing.movesData, standing.kind != .atWork {
            machine.console.line("\(app): data is partly moved aside; `\(machine.command) provision` finishes that")
        }
    }
}
