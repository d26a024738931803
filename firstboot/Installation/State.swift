import JSON
import Plan
import Providers
import Secrets

/// What the first boot has done so far, durable in state.json.
package struct State: Codable, Equatable {
    /// Steps whose end is recorded. The others are safe to do again and are.
    package enum Milestone: String, Codable {
        case stackStarted = "stack_started"
        case done
    }

    package static let currentFormat = 1

    package var format = State.currentFormat
    package var version: String
    package var metadata: Metadata
    package var parameters: [String: String]
    package var milestone: Milestone?
    /// When that was `done`, in seconds since 1970.
    package var doneAt: Double?
    /// How many of `after_start`'s commands have run.
    package var commandsRun = 0
    /// The firmware's serial number when this was written: the same one means the same machine,
    /// which is known without asking the network.
    package var serial: String?
    /// Set when a new machine took over the data of an older one.
    package var adoptedFrom: String?

    package init(version: String, metadata: Metadata, parameters: [String: String]) {
        self.version = version
        self.metadata = metadata
        self.parameters = parameters
    }
}

extension State {
    package init(reading bytes: [UInt8]) throws { self = try JSONCoder.decode(State.self, from: bytes) }

    package func encoded() throws -> [UInt8] { try JSONCoder.encode(self, pretty: true) + [0x0a] }
}

/// The secrets that were made, durable before anything uses one.
package struct SecretStore {
    package var values: [String: Secret] = [:]
    /// New values that a rotation is about to put in place of the others, public halves among them.
    package var pending: [String: Secret] = [:]
    /// Whose they are; nil before they are saved.
    package private(set) var instanceID: String?

    private struct File: Codable {
        var format: Int
        var instanceID: String
        var values: [String: String]
        /// Absent unless a rotation is at work.
        var pending: [String: String]?
    }

    package init(values: [String: Secret] = [:]) { self.values = values }

    /// Lets go of secrets, so that they are made anew.
    package mutating func drop(_ names: Set<String>) {
        for name in names { values[name] = nil }
    }

    package init(reading bytes: [UInt8]) throws {
        let file = try JSONCoder.decode(File.self, from: bytes)
        values = file.values.mapValues { Secret($0) }
        pending = (file.pending ?? [:]).mapValues { Secret($0) }
        instanceID = file.instanceID
    }

    package func encoded(for instanceID: String) throws -> [UInt8] {
        var file = File(format: 1, instanceID: instanceID, values: values.mapValues(\.revealed))
        if !pending.isEmpty { file.pending = pending.mapValues(\.revealed) }
        return try JSONCoder.encode(file, pretty: true) + [0x0a]
    }
}
