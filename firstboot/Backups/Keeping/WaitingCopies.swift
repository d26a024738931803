import Host
import Installation
import JSON

/// Backups that could not be stored, because their repository could not be reached. Each is whole, and the next backup
/// sends it.
struct WaitingCopies: Sendable {
    private let machine: Machine
    /// More of them stay only while the disk has room, and never more than this.
    static let most = 3

    init(_ machine: Machine) { self.machine = machine }

    var folder: String { "\(machine.paths.backups)/waiting" }

    /// The oldest first.
    func all() throws -> [(tree: BackupTree, isVerified: Bool)] {
        try machine.files.list(folder).compactMap { name in
            let tree = BackupTree(machine, id: name, folder: "\(folder)/\(name)")
            guard let bytes = try machine.files.read("\(tree.folder)/manifest.json"),
                let manifest = try? JSONCoder.decode(Manifest.self, from: bytes)
            else { return nil }
            return (tree, manifest.verification != nil)
        }
    }

    /// - Returns: Where it is.
    func add(_ tree: BackupTree) async throws -> String {
        try machine.files.createFolder(folder, mode: 0o700)
        let place = "\(folder)/\(tree.id)"
        try machine.files.removeTree(place)
        // Until now, nothing needed it to outlive a power cut.
        try await SyncDisk.run(at: tree.path(""))
        try machine.files.move(tree.folder, to: place)
        try removeOld()
        return place
    }

    /// The newest, and the newest that was restored, always stay.
    private func removeOld() throws {
        let copies = try all()
        var dear = Set([copies.last?.tree.id].compactMap { $0 })
        if let id = copies.last(where: \.isVerified)?.tree.id { dear.insert(id) }
        var count = copies.count
        for copy in copies where !dear.contains(copy.tree.id) {
            let isTight = try Files(.system).freeSpace(at: machine.files.root.path(folder)) < DiskRoom.reserve
            guard count > Self.most || isTight else { return }
            machine.note("the copy \(copy.tree.id) that waits for its repository is removed: there are newer ones")
            try copy.tree.remove()
            count -= 1
        }
    }

    /// Stores them, the oldest first.
    func send(to restic: Restic) async throws {
        for copy in try all() {
            machine.console.line("Sending the backup \(copy.tree.id), which waits on this machine…")
            try await restic.store(copy.tree, isVerified: copy.isVerified)
            try copy.tree.remove()
        }
        // A copy whose manifest is gone is none.
        try machine.files.removeTree(folder)
    }

    /// - Parameter name: nil for the newest that was verified.
    func find(_ name: String?) throws -> (tree: BackupTree, isVerified: Bool)? {
        let copies = try all()
        return name.map { name in copies.last { $0.tree.id == name } } ?? copies.last(where: \.isVerified)
    }
}
