/// What the binary does, by the word that follows its name.
enum Verb: String, CaseIterable {
    case prepare, seal, configure, provision, start, stop, status, credentials, motd, rotate, metadata, doctor, swap

    var summary: String {
        switch self {
        case .prepare: "install Docker, this app's files and images, and what runs the first boot"
        case .seal: "remove every trace of this machine, so that its disk can become an image"
        case .configure: "keep this app's parameters in its file, and ask for them on a terminal"
        case .provision: "make this machine's secrets, write its config, start the app and show the credentials"
        case .start: "start the app's services, as every later boot does"
        case .stop: "stop the app's services"
        case .status: "tell how far the first boot is"
        case .credentials: "show the credentials again"
        case .motd: "tell how the app stands, as at each login, and end the showing of the credentials at the prompt"
        case .rotate: "give secrets new values: those named, or all that the app lets be changed"
        case .metadata: "show what the cloud says of this machine"
        case .swap: "add a swap file where memory is small, as NAME-swap.service does at boot"
        case .doctor: "look at what the app needs here and say what is in its way"
        }
    }

    /// Whether names may follow it.
    var takesNames: Bool { self == .rotate }

    func run(_ machine: Machine) async throws {
        switch self {
        case .prepare: try await Prepare(machine).run()
        case .seal: try await Seal(machine).run()
        case .configure: try Configure(machine).run()
        case .provision: try await Provision(machine).run()
        case .start: try await StartStack(machine).run()
        case .stop: try await StopStack(machine).run()
        case .status: try Status(machine).run()
        case .motd: try await MessageOfTheDay(machine).run()
        case .credentials: try await ShowCredentials(machine).run()
        case .rotate: try await Rotate(machine).run()
        case .metadata: try ShowMetadata(machine).run()
        case .swap: try await SwapFile(machine).run()
        case .doctor: try await Doctor(machine).run()
        }
    }
}
