import JSON
import Plan
import Providers
import Secrets

/// What the first boot has done so far, durable in state.json.
struct State: Codable, Equatable {
    /// Steps whose end is recorded. The others are safe to do again and are.
    enum Milestone: String, Codable {
        case stackStarted = "stack_started"
        case done
    }

    static let currentFormat = 1

    var format = State.currentFormat
    var version: String
    var metadata: Metadata
    var parameters: [String: String]
    var milestone: Milestone?
    /// How many of `after_start`'s commands have run.
    var commandsRun = 0
    /// The firmware's serial number when this was written: the same one means the same machine,
    /// which is known without asking the network.
    var serial: String?
    /// Set when a new machine took over the data of an older one.
    var adoptedFrom: String?
}

extension State {
    init(reading bytes: [UInt8]) throws { self = try JSONCoder.decode(State.self, from: bytes) }

    func encoded() throws -> [UInt8] { try JSONCoder.encode(self, pretty: true) + [0x0a] }
}

/// The secrets that were made, durable before anything uses one.
struct SecretStore {
    var values: [String: Secret] = [:]

    private struct File: Codable {
        var format: Int
        var values: [String: String]
    }

    init(values: [String: Secret] = [:]) { self.values = values }

    init(reading bytes: [UInt8]) throws {
        values = try JSONCoder.decode(File.self, from: bytes).values.mapValues { Secret($0) }
    }

    func encoded() throws -> [UInt8] {
        try JSONCoder.encode(File(format: 1, values: values.mapValues(\.revealed)), pretty: true) + [0x0a]
    }
}
