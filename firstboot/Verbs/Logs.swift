import Docker
import Host
import Installation
import Secrets
import Updates

/// Shows what the services have written.
struct Logs: Verb {
    static let answers = true
    static let endsInterrupted = false
    static let name = "logs"
    static let summary = "show what the services have written, with the secrets hidden"
    static let operands: String? = "[SERVICE…]"
    static let flags: [Flag<Logs>] = [
        .value("--lines", "N", "the last N lines of each service; 100 without it") { options, text throws(UsageError) in
            guard let lines = Int(text), lines > 0 else {
                throw UsageError("`--lines` needs a number", help: "write --lines 100")
            }
            options.lines = lines
        },
        .toggle("--since-update", "only since the last update or rollback, or since the first boot was done") {
            $0.sinceUpdate = true
        },
        .toggle("--follow", "go on with what they write, until Ctrl-C") { $0.follows = true },
    ]

    private var services: [String] = []
    private var lines = 100
    private var sinceUpdate = false
    private var follows = false

    init() {}

    mutating func take(_ operand: String) { services.append(operand) }

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name, "reads files that only root may read")
        let known = machine.plan.stack.services.map(\.name).sorted()
        if let unknown = services.first(where: { !known.contains($0) }) {
            throw Failure(
                .usage, "there is no service `\(unknown)`", help: "the services are \(known.joined(separator: ", "))")
        }
        let (state, recorded, secrets) = try StateStore(machine).loadSetUp()
        let redactor = Redactor(Values(machine.plan, recorded, secrets.values), and: secrets.pending)
        let since = sinceUpdate ? lastUpdate(machine, state).flatMap { Timestamp(seconds: $0).iso8601 } : nil
        let logs = Compose(machine).logs(services, lines: sinceUpdate ? nil : lines, since: since, follows: follows)
        // A secret of several lines goes line by line, as in the reports.
        let result = try await logs.run { machine.console.line(redactor($0)) }
        guard !result.succeeded, !follows else { return }
        throw Failure(.unavailable, "Docker Compose could not show the logs", help: "look at `systemctl status docker`")
    }

    /// When the release in use took the place of another one; in seconds since 1970. A release before this one of Landfall
    /// did not note when the first boot was done.
    private func lastUpdate(_ machine: Machine, _ state: State) -> Double? {
        (try? KeptReleases(machine).latest())?.until ?? state.doneAt ?? StateStore(machine).changedAt
    }
}
