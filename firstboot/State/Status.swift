import Host
import JSON
import Plan

/// How far the first boot is, and since when.
struct Standing {
    enum Kind: String {
        case notStarted = "not started"
        case atWork = "at work"
        case interrupted
        case done
    }
    var kind: Kind
    var step: Step?
    /// When that step, or being done, began; UTC.
    var since: String?
    var instanceID: String?
}

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
        let app = machine.plan.app.name
        let standing = try standing()
        if machine.options.json {
            let answer = Answer(
                app: app, state: standing.kind.rawValue, step: standing.step, since: standing.since,
                instance_id: standing.instanceID)
            machine.console.line(String(decoding: try JSONCoder.encode(answer, pretty: true), as: UTF8.self))
            return
        }
        var line = "\(app): \(standing.kind.rawValue)"
        if let step = standing.step { line += ", \(step.title.lowercased())" }
        if let since = standing.since { line += " since \(since)" }
        machine.console.line(line)
    }

    func standing() throws -> Standing {
        let state = try StateStore(machine).state()
        var standing = Standing(
            kind: state == nil ? .notStarted : .interrupted, instanceID: state?.metadata.instanceID)
        if let state, state.milestone == .done {
            standing.kind = .done
            standing.since = state.doneAt.flatMap { Timestamp(seconds: $0).iso8601 }
            return standing
        }
        guard let bytes = try machine.files.read(machine.paths.progress),
            let progress = try? JSONCoder.decode(Progress.self, from: bytes)
        else { return standing }
        // The lock tells whether that process still works; its id may be another's by now.
        standing.kind = try isAtWork() ? .atWork : .interrupted
        standing.step = progress.step
        standing.since = Timestamp(seconds: progress.since).iso8601
        return standing
    }

    private func isAtWork() throws -> Bool {
        guard machine.files.exists(machine.paths.lock) else { return false }
        guard let lock = try Lock.take(machine.paths.lock, in: machine.files) else { return true }
        _ = lock
        return false
    }
}
