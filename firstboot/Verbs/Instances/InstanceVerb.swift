import Installation
import Plan

/// Several instances of the app on one machine.
struct InstanceVerb: Verb {
    static let name = "instance"
    static let isForMachine = true
    static let summary = "add an instance of the app beside the first one, list them, or remove one"
    static let operands: String? = "[add ID|list|remove ID]"
    static let flags: [Flag<InstanceVerb>] = [
        .value("--domain", "NAME", "with `add`: its domain") { $0.adding.domain = $1 },
        .value("--config", "DIR", "with `add`: the folder with the files that app.yaml names in `instances.config`") {
            $0.adding.config = $1
        },
        .set { $0.adding.parameters[$1] = $2 },
        .noQuestions { $0.adding.asksNothing = true },
        .metadataURL { $0.adding.metadataURL = $1 },
        .console { $0.adding.passed += ["--console", $1] },
        .restore {
            $0.adding.restores = true
            $0.adding.passed += ["--restore", $1]
        },
        .keys("with `--restore`: the keys of the repository") { $0.adding.passed += ["--keys", $1] },
        .json { $0.json = true },
        .toggle("--keep-data", "with `remove`: keep its data, secrets and parameters (the default)") {
            $0.passed.append("--keep-data")
        },
        .toggle("--purge", "with `remove`: also remove its data, secrets, parameters and backups") {
            $0.passed.append("--purge")
        },
        .value("--backup", "FILE", "with `remove`: make a last backup first, into this new tar.gz") {
            $0.passed += ["--backup", $1]
        },
        .value("--confirm", "ID", "with `remove`: the ID, in place of the question for it") {
            $0.passed += ["--confirm", $1]
        },
        .toggle("--dry-run", "with `remove`: only list what would be removed and what would stay") {
            $0.passed.append("--dry-run")
        },
    ]
    static let setParameter: (@Sendable (inout Self, String, String) -> Void)? = { $0.adding.parameters[$1] = $2 }

    private var words: [String] = []
    private var adding = AddInstance()
    private var json = false
    /// Flags that `uninstall` gets.
    private var passed: [String] = []

    init() {}

    var onlyLooks: Bool { ["list", nil].contains(words.first) || passed.contains("--dry-run") }

    mutating func take(_ operand: String) { words.append(operand) }

    func run(on machine: Machine) async throws {
        guard words.count <= 2 else { throw Self.misuse(words[2]) }
        switch (words.first, words.dropFirst().first) {
        case ("add"?, let id?): try await adding.run(try Self.id(id), on: machine)
        case ("remove"?, let id?): try await remove(try Self.id(id), machine)
        case ("list"?, nil), (nil, _): try InstanceList(machine).show(json: json)
        case ("add"?, nil), ("remove"?, nil):
            throw Failure(.usage, "which instance?", help: "write `\(machine.command) instance \(words[0]) ID`")
        case (let word?, _): throw Self.misuse(word)
        }
    }

    private static func id(_ text: String) throws -> InstanceID {
        do { return try InstanceID.read(text) } catch { throw Failure(.usage, error.message, help: error.help) }
    }

    private static func misuse(_ word: String) -> Failure {
        Failure(
            .usage, "`instance` does not know `\(word)`", help: "it takes `add ID`, `list` and `remove ID`")
    }

    private func remove(_ id: InstanceID, _ machine: Machine) async throws {
        try machine.requireRoot(for: "instance remove")
        guard machine.instances.contains(id) else {
            let known = machine.instances.map { "`\($0)`" }.joined(separator: ", ")
            throw Failure(
                .usage, "\(machine.plan.app.title) has no instance `\(id)` on this machine",
                help: known.isEmpty ? "it has none" : "it has \(known)")
        }
        try await RemoveInstance(machine.instance(id)).run(passed)
    }
}
