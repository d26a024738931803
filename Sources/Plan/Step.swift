/// The steps of a first boot, in their order.
public enum Step: String, Codable, CaseIterable, Sendable {
    case metadata, parameters, secrets, files
    /// Only where the machine is set up from a backup.
    case data
    case stack
    case afterStart = "after_start"
    case ready, credentials

    /// What it does, as the machine's log and its consoles say it.
    public var title: String {
        switch self {
        case .metadata: "Reading the machine's metadata"
        case .parameters: "Reading the parameters"
        case .secrets: "Making the secrets"
        case .files: "Writing the configuration"
        case .data: "Restoring the data of the backup"
        case .stack: "Starting the services"
        case .ready: "Waiting until the app answers"
        case .afterStart: "Finishing the set-up"
        case .credentials: "Writing the credentials"
        }
    }

    /// The line on the machine's consoles that tells that it begins; a console's font may have ASCII alone.
    public func announcement(of app: App) -> String { "\(app.name): \(title) ..." }
}
