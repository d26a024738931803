import Backups
import Installation
import JSON

/// Makes a backup that counts, because it was restored.
struct BackUp: Verb {
    static let name = "backup"
    static let summary = "copy the app's data, restore the copy into throw-away containers, and keep it"
    static let flags: [Flag<BackUp>] = [
        .value("--to", "FILE", "write it to this new tar.gz, or into this folder") { $0.destination = $1 },
        .toggle("--no-verify", "do not restore it; every listing says so") { $0.verifies = false },
        .json { $0.json = true },
    ]

    private var destination: String?
    private var verifies = true
    private var json = false

    init() {}

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name, "reads the app's data, and only root may do that")
        guard destination != nil else {
            throw Failure(.usage, "the backup needs a place", help: "write --to FILE.tar.gz, or name a folder")
        }
        let made = try await MakeBackup(machine, machine.plan.backup, verifies: verifies, to: destination).run()
        if json {
            return machine.console.line(String(decoding: try JSONCoder.encode(made, pretty: true), as: UTF8.self))
        }
        machine.console.line("The backup \(made.id) is \(made.place).")
        machine.console.line(made.verdict)
    }
}
