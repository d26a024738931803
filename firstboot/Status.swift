import Host
import JSON

/// Tells how far the first boot is.
struct Status {
    let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    private struct Answer: Encodable {
        var app: String
        var state: String
        var step: Step?
        var since: String?
        var instance_id: String?
    }

    func run() throws {
        let answer = try answer()
        if machine.options.json {
            machine.console.line(String(decoding: try JSONCoder.encode(answer, pretty: true), as: UTF8.self))
            return
        }
        var line = "\(answer.app): \(answer.state)"
        if let step = answer.step { line += ", \(step.title.lowercased())" }
        if let since = answer.since { line += " since \(since)" }
        machine.console.line(line)
    }

    private func answer() throws -> Answer {
        let state = try StateStore(machine).state()
        var answer = Answer(app: machine.plan.app.name, state: "not started", instance_id: state?.metadata.instanceID)
        if state?.milestone == .done {
            answer.state = "done"
            return answer
        }
        guard let bytes = try machine.files.read(machine.paths.progress),
            let progress = try? JSONCoder.decode(Progress.self, from: bytes)
        else {
            answer.state = state == nil ? "not started" : "interrupted"
            return answer
        }
        // The lock tells whether that process still works; its id may be another's by now.
        answer.state = try isAtWork() ? "at work" : "interrupted"
        answer.step = progress.step
        answer.since = Timestamp(seconds: progress.since).iso8601
        return answer
    }

    private func isAtWork() throws -> Bool {
        guard machine.files.exists(machine.paths.lock) else { return false }
        guard let lock = try Lock.take(machine.paths.lock, in: machine.files) else { return true }
        _ = lock
        return false
    }
}
