import Docker
import Installation
import Plan

/// manifest.json: what a backup holds, of what it was made, and whether it was restored.
package struct Manifest: Codable, Sendable {
    package static let currentFormat = 1

    var format = Manifest.currentFormat
    /// When it was made, in UTC; also its name.
    package var id: String
    var app: String
    var release: ReleaseID
    var provider: String
    var instanceID: String
    /// The container images of the stack, by digest.
    var images: [ImageRecord.Entry]
    package var items: [ItemRecord]
    /// nil where it was not restored.
    package var verification: Verification?

    package struct Verification: Codable, Sendable {
        /// How long it took to restore everything into throw-away containers and to compare it.
        package var seconds: Double
    }
}

/// One item, as it was copied.
package struct ItemRecord: Codable, Sendable {
    package var name: String
    /// As app.yaml calls it.
    package var kind: String
    var service: String?
    package var files: [FileRecord] = []
    /// The version of the database server.
    var version: String?
    /// The id of the image that the database server runs.
    var image: String?
    package var databases: [DatabaseRecord] = []
    /// How many files of a folder were written to while they were read.
    package var changed = 0
    package var seconds = 0.0

    init(_ item: Backup.Item) {
        name = item.name
        kind = item.store.kind
        service = item.store.service
    }
}

/// A file of the backup.
package struct FileRecord: Codable, Sendable {
    /// Within the backup.
    package var path: String
    /// Bytes.
    package var size: Int64
    var sha256: String
}

/// What a database held at the moment of its dump. So much must be in it again after a restore.
package struct DatabaseRecord: Codable, Equatable, Sendable {
    var name: String
    /// Within the backup.
    var file: String
    /// The rows of each table; elsewhere the number of whatever the store counts.
    package var rows: [String: Int64] = [:]
    /// The last value of each sequence before and after the dump, which is not bound to the dump's moment.
    var sequences: [String: [String]] = [:]
    var extensions: [String] = []
}

extension Backup.Store {
    /// As app.yaml calls it.
    var kind: String {
        switch self {
        case .postgres: "postgres"
        case .mysql: "mysql"
        case .mariadb: "mariadb"
        case .mongodb: "mongodb"
        case .redis: "redis"
        case .sqlite: "sqlite"
        case .volume: "volume"
        case .path: "path"
        }
    }

    /// The service that must run while it is copied.
    var service: String? {
        switch self {
        case .postgres(let server), .mysql(let server), .mariadb(let server), .mongodb(let server), .redis(let server):
            server.service
        case .sqlite, .volume, .path: nil
        }
    }
}
