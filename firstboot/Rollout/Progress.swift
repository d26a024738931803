import Glibc
import Host
import Installation
import JSON
import Plan

/// The step that runs now, for `status`. It is volatile: a lost one is no loss.
package struct Progress: Codable {
    package var step: Step
    /// Seconds since 1970.
    package var since: Double
    package var process: Int32

    package static func enter(_ step: Step, on machine: Machine) {
        machine.console.line("\(step.title)…")
        // Whoever waits for the credentials at the web console sees that something is done.
        for console in Consoles.devices(machine) { console.line(step.announcement(of: machine.plan.app)) }
        let progress = Progress(step: step, since: Timestamp.now.seconds, process: getpid())
        // Not durable and not needed: only `status` reads it.
        guard let bytes = try? JSONCoder.encode(progress) else { return }
        machine.files.overwrite(machine.paths.progress, bytes)
    }
}
