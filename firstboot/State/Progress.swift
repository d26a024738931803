import Glibc
import Host
import JSON

/// The steps of a first boot, in their order.
enum Step: String, Codable, CaseIterable {
    case metadata, parameters, secrets, files, stack
    case afterStart = "after_start"
    case ready, credentials

    var title: String {
        switch self {
        case .metadata: "Reading the machine's metadata"
        case .parameters: "Reading the parameters"
        case .secrets: "Making the secrets"
        case .files: "Writing the configuration"
        case .stack: "Starting the services"
        case .ready: "Waiting until the app answers"
        case .afterStart: "Finishing the set-up"
        case .credentials: "Writing the credentials"
        }
    }
}

/// The step that runs now, for `status`. It is volatile: a lost one is no loss.
struct Progress: Codable {
    var step: Step
    /// Seconds since 1970.
    var since: Double
    var process: Int32

    static func enter(_ step: Step, on machine: Machine) {
        machine.console.line("\(step.title)…")
        let progress = Progress(step: step, since: Timestamp.now.seconds, process: getpid())
        // Not durable and not needed: only `status` reads it.
        guard let bytes = try? JSONCoder.encode(progress) else { return }
        machine.files.overwrite(machine.paths.progress, bytes)
    }
}
