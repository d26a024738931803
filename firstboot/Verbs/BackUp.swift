import Backups
import Host
import Installation
import JSON

/// Makes a backup that counts, because it was restored; or sets where backups are kept.
struct BackUp: Verb {
    static let name = "backup"
    static let summary = "copy the app's data, restore the copy into throw-away containers, and keep it"
    static let operands: String? = "[configure|resume]"
    static let flags: [Flag<BackUp>] = [
        .value("--to", "FILE", "write it to this new tar.gz, or into this folder, instead of the repository") {
            $0.destination = $1
        },
        .toggle("--no-verify", "do not restore it; every listing says so") { $0.verifies = false },
        .toggle("--check", "afterwards read a part of the repository back, another one each time, and check it") {
            $0.checks = true
        },
        .value("--repository", "URL", "with `configure`: the restic repository that backups are kept in") {
            $0.repository = $1
        },
        .keys("with `configure`: its access keys") { $0.keys = $1 },
        .json { $0.json = true },
    ]

    private var words: [String] = []
    private var destination: String?
    private var verifies = true
    private var checks = false
    private var repository: String?
    private var keys: String?
    private var json = false

    init() {}

    mutating func take(_ operand: String) { words.append(operand) }

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name, "reads the app's data, and only root may do that")
        switch words {
        case ["configure"]: try await configure(machine)
        case ["resume"]: try await PauseWatcher(machine).watch()
        case []: try await make(machine)
        default:
            throw Failure(
                .usage, "`backup` does not know `\(words[0])`", help: "it takes the words `configure` and `resume`")
        }
    }

    private func make(_ machine: Machine) async throws {
        if repository != nil || keys != nil {
            throw Failure(
                .usage, "`--repository` and `--keys` need the word `configure`",
                help: "write `\(machine.command) backup configure --repository URL`")
        }
        let made = try await MakeBackup(machine, machine.plan.backup, verifies: verifies, to: destination).run()
        if json {
            machine.console.line(String(decoding: try JSONCoder.encode(made, pretty: true), as: UTF8.self))
        } else {
            machine.console.line("The backup \(made.id) is in \(made.place).")
            machine.console.line(made.verdict)
        }
        if checks, destination == nil { try await CheckRepository(machine).run() }
    }

    private func configure(_ machine: Machine) async throws {
        guard let repository else {
            throw Failure(
                .usage, "`backup configure` needs a repository",
                help: "write --repository URL: \(RepositorySettings.forms)")
        }
        var environment: [String: String] = [:]
        if let keys {
            environment = try RepositorySettings.keys(try KeysFile.read(keys))
        }
        let settings = RepositorySettings(repository: repository, environment: environment)
        try settings.requireForm()
        try await ConfigureRepository(machine, settings).run()
    }
}
