import Glibc
import Host
import Installation
import JSON
import Page
import Plan

/// The current step, for `status`. It is volatile and may be lost.
package struct Progress: Codable {
    package var step: Step
    /// Seconds since 1970.
    package var since: Double
    package var process: Int32

    package static func enter(_ step: Step, on machine: Machine) {
        machine.console.line("\(step.title)…")
        // People who wait for the credentials at the web console see that something happens.
        for console in Consoles.devices(machine) { console.line(step.announcement(of: machine.plan.app)) }
        SetupPage.enter(step)
        let progress = Progress(step: step, since: Timestamp.now.seconds, process: getpid())
        // It need not be durable: only `status` reads it.
        guard let bytes = try? JSONCoder.encode(progress) else { return }
        machine.files.overwrite(machine.paths.progress, bytes)
    }
}
