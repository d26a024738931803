import Host
import Installation
import JSON
import Plan

/// How far the first boot is, and since when.
package struct Standing {
    package enum Kind: String {
        case notStarted = "not started"
        case atWork = "at work"
        case interrupted
        case done
    }
    package var kind: Kind
    package var step: Step?
    /// When that step began, or when the first boot was done; UTC.
    package var since: String?
    package var instanceID: String?
    /// Whether an earlier run has not finished moving data aside.
    package var movesData = false
}

extension Standing {
    package static func of(_ machine: Machine) throws -> Standing {
        let state = try StateStore(machine).load().state
        let movesData = machine.files.exists(machine.paths.moves)
        var standing = Standing(
            kind: state == nil && !movesData ? .notStarted : .interrupted,
            instanceID: state?.latest?.metadata.instanceID, movesData: movesData)
        if let state, state.isSetUp, state.target == nil {
            standing.kind = .done
            standing.since = state.doneAt.flatMap { Timestamp(seconds: $0).iso8601 }
            return standing
        }
        guard let bytes = try machine.files.read(machine.paths.progress),
            let progress = try? JSONCoder.decode(Progress.self, from: bytes)
        else { return standing }
        // The lock shows whether that process still runs; its id may belong to another by now.
        standing.kind = try isAtWork(machine) ? .atWork : .interrupted
        standing.step = progress.step
        standing.since = Timestamp(seconds: progress.since).iso8601
        return standing
    }

    /// Whether a process changes the app now.
    package static func isAtWork(_ machine: Machine) throws -> Bool {
        guard machine.files.exists(machine.paths.lock) else { return false }
        guard let lock = try Lock.take(machine.paths.lock, in: machine.files) else { return true }
        _ = lock
        return false
    }
}
