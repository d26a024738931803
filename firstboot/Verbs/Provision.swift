import Backups
import Installation
import Page
import Rollout

struct Provision: Verb {
    static let name = "provision"
    static let summary = "make this machine's secrets, write its config, start the app and show the credentials"
    static let flags: [Flag<Provision>] = [
        .metadataURL { $0.metadataURL = $1 }, .set { $0.parameters[$1] = $2 },
        // The installer passes `configure` and `provision` the same flags.
        .noQuestions { _ in }, .console { $0.console = $1 },
        .adopt { $0.adopted = $1 }, .newData { $0.movesDataAside = true },
        .page { $0.page = $1 },
        .restore { $0.source = $1 }, .keys("with `--restore`: the keys of the repository") { $0.keys = $1 },
    ]

    private var metadataURL: String?
    private var parameters: [String: String] = [:]
    private var console: String?
    private var adopted: String?
    private var movesDataAside = false
    private var source: String?
    private var keys: String?
    private var page: PageChoice?

    static let setParameter: (@Sendable (inout Self, String, String) -> Void)? = { $0.parameters[$1] = $2 }

    init() {}

    func run(on machine: Machine) async throws {
        var machine = machine
        machine.metadataURL = metadataURL
        machine.consoleFile = console
        let choice = try dataChoice()
        SetupPage.open(machine, page)
        do { try await setUp(machine, choice) } catch {
            await SetupPage.close(machine)
            throw error
        }
    }

    private func setUp(_ machine: Machine, _ choice: DataChoice) async throws {
        if let source { return try await restore(source, on: machine) }
        if RecoverMachine.isUnfinished(on: machine) {
            if choice.isFind { return try await RecoverMachine(machine).carryOn(flags: parameters) }
            try RecoverMachine(machine).giveUp()
        } else if choice.isFind, let named = try RecoverySource.named(on: machine, flags: parameters) {
            return try await RecoverMachine(machine).run(from: named, flags: parameters)
        }
        try await Rollout.run(.provision(flags: parameters, data: choice), on: machine)
    }

    private func restore(_ source: String, on machine: Machine) async throws {
        try machine.requireRoot(for: "provision --restore", "writes the app's data, and only root may do that")
        let found = try RecoverySource(source, keys: try keys.map(KeysFile.read) ?? [])
        try await RecoverMachine(machine).run(from: found, flags: parameters)
    }

    private func dataChoice() throws -> DataChoice {
        if [adopted != nil, movesDataAside, source != nil].filter({ $0 }).count > 1 {
            throw Failure(
                .usage, "`--adopt`, `--new-data` and `--restore` exclude each other",
                help: "data is opened with its secrets, or moved aside, or comes from a backup")
        }
        return adopted.map(DataChoice.adopt) ?? (movesDataAside ? .moveAside : .find)
    }
}
