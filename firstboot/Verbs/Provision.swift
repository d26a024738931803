import Installation
import Rollout

struct Provision: Verb {
    static let name = "provision"
    static let summary = "make this machine's secrets, write its config, start the app and show the credentials"
    static let flags: [Flag<Provision>] = [
        .metadataURL { $0.metadataURL = $1 }, .set { $0.parameters[$1] = $2 },
        // The installer passes `configure` and `provision` the same flags.
        .noQuestions { _ in }, .console { $0.console = $1 },
        .adopt { $0.adopted = $1 }, .newData { $0.movesDataAside = true },
    ]

    private var metadataURL: String?
    private var parameters: [String: String] = [:]
    private var console: String?
    private var adopted: String?
    private var movesDataAside = false

    init() {}

    func run(on machine: Machine) async throws {
        var machine = machine
        machine.metadataURL = metadataURL
        machine.consoleFile = console
        try await Rollout.run(.provision(flags: parameters, data: try dataChoice()), on: machine)
    }

    private func dataChoice() throws -> DataChoice {
        guard let adopted else { return movesDataAside ? .moveAside : .find }
        if !movesDataAside { return .adopt(file: adopted) }
        throw Failure(
            .usage, "`--adopt` and `--new-data` exclude each other",
            help: "data is either opened with its secrets or moved aside")
    }
}
