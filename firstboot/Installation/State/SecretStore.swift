import JSON
import Secrets

/// The secrets. They are durable in secrets.json before anything uses them.
package struct SecretStore {
    package static let currentFormat = 2

    package var values: [String: Secret] = [:]
    /// New values from a rotation that has begun, public halves included.
    package var pending: [String: Secret] = [:]
    /// The machine that they belong to; nil before they are saved.
    package private(set) var instanceID: String?

    private struct File: Codable {
        /// Absent from format 1.
        var checksum: String?
        var format: Int
        var instanceID: String
        var values: [String: String]
        /// Absent unless a rotation has begun.
        var pending: [String: String]?
    }

    package init(values: [String: Secret] = [:]) { self.values = values }

    /// Drops secrets, so that they are made again.
    package mutating func drop(_ names: Set<String>) {
        for name in names { values[name] = nil }
    }

    package init(reading bytes: [UInt8]) throws {
        _ = try FormatHeader.read(bytes, newest: Self.currentFormat)
        let file = try JSONCoder.decode(File.self, from: bytes)
        values = file.values.mapValues { Secret($0) }
        pending = (file.pending ?? [:]).mapValues { Secret($0) }
        instanceID = file.instanceID
    }

    func encoded(for instanceID: String) throws -> [UInt8] {
        var file = File(
            checksum: SealedJSON.placeholder, format: Self.currentFormat, instanceID: instanceID,
            values: values.mapValues(\.revealed))
        if !pending.isEmpty { file.pending = pending.mapValues(\.revealed) }
        return try SealedJSON.seal(file)
    }
}
