import Installation
import Plan

/// How an item is copied, and how the copy is proved.
protocol ItemStore: Sendable {
    /// The most bytes that the copy takes, as far as that can be known before.
    func size(_ site: Site) async throws -> Int64

    /// Copies it into the tree.
    ///
    /// - Throws: ``Failure`` if anything is missing from the copy.
    func copy(_ item: Backup.Item, to tree: BackupTree, _ site: Site) async throws -> ItemRecord

    /// Restores the copy into something that is thrown away, and compares it with what the record says.
    ///
    /// - Throws: ``Failure`` that names the difference.
    func prove(_ record: ItemRecord, in tree: BackupTree, _ site: Site) async throws

    /// Restores the copy into something new beside what is in use, and compares it as ``prove(_:in:_:)`` does.
    ///
    /// - Returns: What is to be exchanged; nothing has been yet.
    func renew(_ record: ItemRecord, from tree: BackupTree, _ site: Site) async throws -> Exchange.Place

    /// What is in use in the same place and not in an item's copy, because the item names only a part of it.
    ///
    /// - Returns: Databases.
    func others(than record: ItemRecord, _ site: Site) async throws -> [String]
}

extension ItemStore {
    func others(than record: ItemRecord, _ site: Site) -> [String] { [] }
}

extension Backup.Item {
    var title: String { "\(store.kind) \(name)" }

    /// The one place that knows every kind of store.
    func itemStore(_ site: Site) throws -> any ItemStore {
        switch store {
        case .postgres(let server): Postgres(server, try server.password.map(site.values.render))
        case .volume(let name):
            FolderStore(path: try site.folder(ofVolume: name), volume: site.values.engineName(ofVolume: name))
        case .path(let source): FolderStore(path: try site.path(ofBind: source), volume: nil)
        case .mysql(let server), .mariadb(let server):
            MySQL(server, try server.password.map(site.values.render))
        case .redis(let server): Redis(server, try server.password.map(site.values.render))
        case .sqlite(let source, let path): SQLite(path: try site.file(path, of: source))
        case .mongodb:
            throw Failure(
                .invalidInput, "this release of Landfall cannot back up \(store.kind) yet",
                help: "take a newer release, or back its volume up with its service stopped")
        }
    }
}
