import Host
import Installation
import Plan
import Secrets

/// The machine's repository of backups, and the copies that wait for it.
struct Repository: Sendable {
    private let machine: Machine
    private let restic: Restic

    init(_ machine: Machine, _ site: Site, _ secrets: SecretStore) throws {
        self.machine = machine
        guard let key = secrets.values[Values.recoveryKey] else {
            throw Failure(
                .unavailable, "this machine has made no backup yet",
                help: "`\(machine.command) backup` makes one; a backup in a file is restored with its path")
        }
        restic = Restic(try RepositorySettings.read(on: machine), key: key, site)
    }

    var title: String { restic.settings.title }

    /// Where copies stay that could not be stored.
    static func waiting(_ machine: Machine) -> String { "\(machine.paths.backups)/waiting" }

    func store(_ tree: BackupTree, isVerified: Bool) async throws {
        do {
            let isLocal = restic.settings.repository.hasPrefix(machine.files.root.path(machine.paths.backups))
            try await restic.open(creating: isLocal)
            try await restic.store(tree, isVerified: isVerified)
        } catch {
            var failure = Failure(error)
            let folder = Self.waiting(machine)
            try machine.files.removeTree(folder)
            try machine.files.move(tree.folder, to: folder)
            failure.message += "; the backup stays on this machine, in \(machine.files.root.path(folder))"
            failure.code = .unavailable
            throw failure
        }
        try machine.files.removeTree(Self.waiting(machine))
    }

    func list() async throws -> [Restic.Snapshot] {
        try await restic.open(creating: false)
        return try await restic.snapshots()
    }

    /// - Parameter name: nil for the newest that was verified.
    func fetch(_ name: String?, into tree: BackupTree) async throws {
        let all = try await list()
        let found =
            name.map { name in all.last { $0.name == name || $0.id.hasPrefix(name) } }
            ?? all.newestVerified(on: machine)
        guard let found else {
            throw Failure(
                .usage, name.map { "the repository has no backup `\($0)`" } ?? "the repository has no verified backup",
                help: "`\(machine.command) restore --list` shows what there is")
        }
        machine.note("the backup \(found.name)" + (found.isVerified ? "" : ", which was never restored"))
        try tree.machine.files.createFolder(BackupTree.making(machine), mode: 0o700)
        try tree.machine.files.createFolder(tree.folder, mode: 0o700)
        try await restic.restore(found, to: tree.path(""))
    }
}

/// What there is to restore.
package struct BackupList: Encodable {
    package struct Row: Encodable {
        package var name: String
        package var isVerified: Bool
    }
    package var repository: String
    package var backups: [Row]

    package static func read(_ machine: Machine) async throws -> BackupList {
        let (_, recorded, secrets) = try StateStore(machine).loadSetUp()
        let site = try Site(machine, Values(machine.plan, recorded, secrets.values))
        let repository = try Repository(machine, site, secrets)
        let rows = try await repository.list().map { Row(name: $0.name, isVerified: $0.isVerified) }
        return BackupList(repository: repository.title, backups: rows)
    }
}
