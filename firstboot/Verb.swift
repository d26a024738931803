/// What the binary does, by the word that follows its name.
enum Verb: String, CaseIterable {
    case configure, provision, status, credentials, metadata

    var summary: String {
        switch self {
        case .configure: "keep this app's parameters in its file, and ask for them on a terminal"
        case .provision: "make this machine's secrets, write its config, start the app and show the credentials"
        case .status: "tell how far the first boot is"
        case .credentials: "show the credentials again"
        case .metadata: "show what the cloud says of this machine"
        }
    }

    func run(_ machine: Machine) async throws {
        switch self {
        case .configure: try Configure(machine).run()
        case .provision: try await Provision(machine).run()
        case .status: try Status(machine).run()
        case .credentials: try ShowCredentials(machine).run()
        case .metadata: try ShowMetadata(machine).run()
        }
    }
}
