import Host
import Installation
import JSON

/// backups/record.json: what is known of the backups without asking the repository, for `status` and `doctor`.
package struct BackupRecord: Codable, Equatable, Sendable {
    private var format = 1
    /// The newest backup that was restored and compared.
    package var verified: Entry?
    /// What the last check of the repository found wrong; nil if nothing.
    package var damage: String?
    /// The part of the repository that the next check reads, from 1.
    package var nextPart = 1

    package struct Entry: Codable, Equatable, Sendable {
        /// The backup's name.
        package var name: String
        /// When it was made, in seconds since 1970.
        package var at: Double
        /// For people.
        package var place: String
    }

    private static func path(_ machine: Machine) -> String { "\(machine.paths.backups)/record.json" }

    /// A damaged one is like none: the next backup writes it again.
    package static func read(on machine: Machine) throws -> BackupRecord {
        let bytes = try machine.files.read(path(machine))
        return bytes.flatMap { try? JSONCoder.decode(BackupRecord.self, from: $0) } ?? BackupRecord()
    }

    static func update(on machine: Machine, _ change: (inout BackupRecord) -> Void) throws {
        let old = try read(on: machine)
        var record = old
        change(&record)
        if record == old { return }
        try machine.files.createFolder(machine.paths.backups, mode: 0o700)
        let bytes = try JSONCoder.encode(record, pretty: true) + [0x0a]
        try machine.files.write(path(machine), bytes, mode: 0o600)
    }
}
