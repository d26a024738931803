import Host

/// How a container has run so far, as the engine describes it.
package struct RunRecord: Decodable, Equatable, Sendable {
    /// How often the engine has restarted it. The engine counts from 0 after each start by somebody else (moby,
    /// `ResetRestartManager`).
    package var restarts: Int
    /// When it was made, by the engine's clock, in seconds since 1970.
    package var createdAt: Double?
    /// When the last run began, by the engine's clock, in seconds since 1970; nil if it has never run.
    package var startedAt: Double?
    /// Of the last run; nil while it goes on.
    package var exitCode: Int?

    package init(restarts: Int = 0, startedAt: Double? = nil, exitCode: Int? = nil) {
        self.restarts = restarts
        self.startedAt = startedAt
        self.exitCode = exitCode
    }

    package init(from decoder: any Decoder) throws {
        struct State: Decodable { var StartedAt: String?, ExitCode: Int?, Running: Bool?, Restarting: Bool? }
        enum Keys: String, CodingKey {
            case created = "Created"
            case restarts = "RestartCount"
            case state = "State"
        }
        let container = try decoder.container(keyedBy: Keys.self)
        let state = try container.decode(State.self, forKey: .state)
        restarts = try container.decodeIfPresent(Int.self, forKey: .restarts) ?? 0
        createdAt = try container.decodeIfPresent(String.self, forKey: .created).flatMap {
            Timestamp(iso8601: $0)?.seconds
        }
        // A container that never ran began "0001-01-01T00:00:00Z".
        startedAt = state.StartedAt.flatMap { Timestamp(iso8601: $0)?.seconds }.flatMap { $0 > 0 ? $0 : nil }
        // The engine calls a container running while it waits for its next start.
        exitCode = state.Running == true && state.Restarting != true ? nil : state.ExitCode
    }

    /// For people.
    package var summary: String {
        "it has restarted \(restarts == 1 ? "once" : "\(restarts) times")"
            + (exitCode.map { ", the last time after exit code \($0)" } ?? "")
    }
}
