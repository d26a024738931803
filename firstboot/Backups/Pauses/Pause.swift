import Docker
import Host
import Installation
import JSON
import Plan

/// What holds still while items are copied: services that are stopped, and an app that a command of its own has frozen.
/// It is durable before any of that happens, so that whatever comes after a crash lets the app go on.
struct Pause: Codable, Sendable {
    private var format = 1
    /// The ids of the containers that ran, and are to run again.
    let stopped: [String]
    let after: ServiceCommand?

    init(stopped: [String], after: ServiceCommand?) {
        self.stopped = stopped
        self.after = after
    }

    static func isThere(on machine: Machine) -> Bool { machine.files.exists(machine.paths.pause) }

    static func read(_ machine: Machine) throws -> Pause? {
        guard let bytes = try machine.files.read(machine.paths.pause) else { return nil }
        guard let pause = try? JSONCoder.decode(Pause.self, from: bytes), pause.format == 1 else {
            throw Failure(
                .invalidInput, "\(machine.files.root.path(machine.paths.pause)) is damaged",
                help: "it says what a backup has stopped: see that the app works and is not frozen, then remove it")
        }
        return pause
    }

    func write(on machine: Machine) throws {
        try machine.files.write(machine.paths.pause, try JSONCoder.encode(self, pretty: true) + [0x0a], mode: 0o600)
    }
}
