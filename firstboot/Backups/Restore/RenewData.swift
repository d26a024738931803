import Docker
import Host
import Installation
import Plan
import Synchronization
import Text

/// Restores the items of a backup beside what is in their places, and compares them. What is in use is not touched.
struct RenewData {
    private let machine: Machine
    private let checked: CheckedBackup
    private let pairs: [(item: Backup.Item, record: ItemRecord)]

    /// - Parameter only: The names of the items to restore; empty for all.
    /// - Throws: ``Failure`` if this release has no place for one of them, before anything is done.
    init(_ machine: Machine, _ checked: CheckedBackup, only: [String] = []) throws {
        self.machine = machine
        self.checked = checked
        let known = checked.manifest.items.map(\.name)
        if let unknown = only.first(where: { !known.contains($0) }) {
            throw Failure(
                .usage, "the backup has no item `\(unknown)`", help: "it has \(known.joined(separator: ", "))")
        }
        let records = checked.manifest.items.filter { only.isEmpty || only.contains($0.name) }
        pairs = try records.map { record in
            let items = machine.plan.backup.items
            guard let item = items.first(where: { $0.name == record.name && $0.store.kind == record.kind }) else {
                throw Failure(
                    .invalidInput, "this release has no place for \(record.kind) \(record.name) of the backup",
                    help:
                        "`restore --only ITEM` restores the others: \(known.joined(separator: ", ")); nothing was changed"
                )
            }
            return (item, record)
        }
    }

    /// - Returns: What is to be put in place; nothing has been yet.
    func run(_ site: Site) async throws -> [Exchange.Place] {
        let done = Mutex<[Exchange.Place]>([])
        let pairs = self.pairs
        do {
            let places = try await Lanes.run(pairs.map(\.item)) { index in
                let (item, record) = pairs[index]
                machine.console.line("Restoring \(item.title) and comparing it…")
                let place = try await item.itemStore(site).renew(record, from: checked.tree, site)
                done.withLock { $0.append(place) }
                // The disk has time for it while the servers compute.
                if !Lanes.isServer(item) { try await place.makeDurable() }
                return place
            }
            try Task.checkCancellation()
            return places
        } catch {
            for place in done.withLock({ $0 }) { try? Files(.system).removeTree(place.new) }
            throw error
        }
    }

    var items: [Backup.Item] { pairs.map(\.item) }

    /// A server's databases share a folder, and so are exchanged together.
    ///
    /// - Parameter lost: Services that have no data any more.
    /// - Throws: ``Failure`` if one of them is not in the backup.
    func requireNoOthers(_ site: Site, than lost: Set<String>) async throws {
        for (item, record) in pairs {
            guard let service = item.store.service, !lost.contains(service) else { continue }
            try await requireNoOthers(than: record, of: item, site)
        }
    }

    private func requireNoOthers(than record: ItemRecord, of item: Backup.Item, _ site: Site) async throws {
        let help = "nothing was changed; with --set-aside-others they will only be in the volume that is kept aside"
        let others: [String]
        do { others = try await item.itemStore(site).others(than: record, site) } catch {
            throw Failure(
                .unavailable, "\(item.title): it is unknown which other databases the server has",
                details: [Failure(error).message], help: help)
        }
        if others.isEmpty { return }
        throw Failure(
            .usage,
            "\(item.title): its server also has databases that are not in the backup: "
                + others.map { site.shown($0) }.joined(separator: ", "), help: help)
    }

    /// The same on a new machine, with each item put in place before the next: a database file lies in a volume that may
    /// be an item too.
    func run(_ site: Site, putting put: (Exchange.Place) async throws -> Void) async throws {
        let isFile = { (pair: (item: Backup.Item, record: ItemRecord)) in pair.record.kind == "sqlite" }
        for (item, record) in pairs.filter({ !isFile($0) }) + pairs.filter(isFile) {
            machine.console.line("Restoring \(item.title) and comparing it…")
            try makeDatabaseFile(item, site)
            try await put(try await item.itemStore(site).renew(record, from: checked.tree, site))
        }
    }

    /// An empty file in the place of a SQLite database, with the owner of the folder that it is in.
    private func makeDatabaseFile(_ item: Backup.Item, _ site: Site) throws {
        guard case .sqlite(let source, let path) = item.store else { return }
        let files = Files(.system)
        let whole = try site.file(path, of: source)
        guard files.status(whole) == nil else { return }
        var folder = String(whole.dropLast(NormalPath.of("/\(path)").utf8.count))
        guard let owner = files.status(folder) else { return }
        let parts = path.split(separator: "/").dropLast()
        for part in parts {
            folder += "/\(part)"
            if files.status(folder) == nil { try files.createEmpty(folder, like: owner) }
        }
        var file = FileStatus(kind: .file, mode: 0o600, user: owner.user, group: owner.group)
        if let parent = files.status(folder) { (file.user, file.group) = (parent.user, parent.group) }
        try files.createEmpty(whole, like: file)
    }

    /// Makes what a bound folder or file of an item is, where the machine has none yet. The engine makes volumes.
    func makeBoundPaths() throws {
        for (item, record) in pairs {
            guard let source = item.store.source, let path = machine.paths(ofBind: source).first,
                source.isBindSource, Files(.system).status(path) == nil
            else { continue }
            let files = Files(.system)
            guard case .path = item.store, try isOneFile(record) else {
                try files.createFolder(path)
                continue
            }
            try files.createFolderIfMissing(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
            try files.createEmpty(path, like: FileStatus(kind: .file, mode: 0o600))
        }
    }

    /// Whether the archive holds one file and no folder.
    private func isOneFile(_ record: ItemRecord) throws -> Bool {
        guard let file = record.files.first else { return false }
        let first = FirstMember()
        let reader = TarReader(first)
        _ = try Files(.system).readParts(of: checked.tree.path(file.path)) { _ = reader.add($0) }
        return first.kind.map { $0 != .folder } ?? false
    }

    private final class FirstMember: TarReader.Visitor {
        private(set) var kind: TarReader.Kind?

        func begin(_ member: TarReader.Member) { kind = kind ?? member.kind }
        func write(_ bytes: UnsafeRawBufferPointer) {}
    }
}
