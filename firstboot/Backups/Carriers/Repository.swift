import Host
import Installation
import Plan
import Secrets

/// The machine's repository of backups, and the copies that wait for it.
struct Repository: Sendable {
    private let machine: Machine
    let restic: Restic

    init(_ machine: Machine, _ site: Site, _ secrets: SecretStore) throws {
        self.machine = machine
        guard let key = secrets.values[Values.recoveryKey] else {
            throw Failure(
                .unavailable, "this machine has made no backup yet",
                help: "`\(machine.command) backup` makes one; a backup in a file is restored with its path")
        }
        restic = Restic(try RepositorySettings.read(on: machine), key: key, machine, hiding: Redactor(site.values))
    }

    init(_ machine: Machine, _ restic: Restic) {
        self.machine = machine
        self.restic = restic
    }

    var title: String { restic.settings.title }

    /// Opens it, or finds out why it does not open.
    func opening() async -> Result<Void, any Error> {
        let isLocal = restic.settings.repository.hasPrefix(machine.files.root.path(machine.paths.backups))
        do { return .success(try await restic.open(creating: isLocal)) } catch { return .failure(error) }
    }

    /// - Parameter opening: How ``opening()`` ended.
    func store(_ tree: BackupTree, isVerified: Bool, after opening: Result<Void, any Error>?) async throws {
        do {
            try opening?.get()
            try await WaitingCopies(machine).send(to: restic)
            try await restic.store(tree, isVerified: isVerified)
        } catch {
            // Who stops it does not want it.
            try Task.checkCancellation()
            var failure = Failure(error)
            let place = try await WaitingCopies(machine).add(tree)
            failure.message +=
                "; the backup stays on this machine, in \(machine.files.root.path(place)), and the next one sends it too"
            failure.code = .unavailable
            throw failure
        }
        await Retention(machine).apply(to: restic, after: tree.id)
    }

    func list() async throws -> [Restic.Snapshot] {
        try await restic.open(creating: false)
        return try await restic.snapshots()
    }

    /// - Parameter name: nil for the newest that was verified.
    func fetch(_ name: String?, into tree: BackupTree) async throws {
        let waiting = try WaitingCopies(machine).find(name)
        let all: [Restic.Snapshot]
        do { all = try await list() } catch {
            guard let waiting else { throw error }
            return try await copy(waiting.tree, to: tree)
        }
        let found =
            name.map { name in all.last { $0.name == name || $0.id.hasPrefix(name) } }
            ?? all.newestVerified(on: machine)
        if let waiting, waiting.tree.id >= found?.name ?? "" { return try await copy(waiting.tree, to: tree) }
        guard let found else {
            throw Failure(
                .usage, name.map { "the repository has no backup `\($0)`" } ?? "the repository has no verified backup",
                help: all.isEmpty ? "check its address" : "it has \(all.suffix(20).map(\.name).joined(separator: ", "))"
            )
        }
        machine.note("the backup \(found.name)" + (found.isVerified ? "" : ", which was never restored"))
        try tree.machine.files.createFolder(BackupTree.making(machine), mode: 0o700)
        try tree.machine.files.createFolder(tree.folder, mode: 0o700)
        try await restic.restore(found, to: tree.path(""))
    }
}

extension Repository {
    /// A copy that waits stays where it is.
    private func copy(_ waiting: BackupTree, to tree: BackupTree) async throws {
        machine.note("the backup \(waiting.id), which waits on this machine for its repository")
        try machine.files.createFolder(BackupTree.making(machine), mode: 0o700)
        try tree.remove()
        let result = try await Command("cp", ["--archive", waiting.path(""), tree.path("")], inherited: ["PATH"]).run()
        if result.succeeded { return }
        throw Failure(.unavailable, "\(waiting.path("")) cannot be copied", details: result.lastLines.suffix(5))
    }
}

/// What there is to restore.
package struct BackupList: Encodable {
    package struct Row: Encodable {
        package var name: String
        package var isVerified: Bool
        /// Whether it waits on the machine until the repository can be reached.
        package var isWaiting = false
    }
    package var repository: String
    /// Why the repository's own are not in the list; nil if they are.
    package var problem: String?
    package var backups: [Row]

    package static func read(_ machine: Machine) async throws -> BackupList {
        let (_, recorded, secrets) = try StateStore(machine).loadSetUp()
        let site = try Site(machine, Values(machine.plan, recorded, secrets.values))
        let repository = try Repository(machine, site, secrets)
        let waiting = try WaitingCopies(machine).all().map {
            Row(name: $0.tree.id, isVerified: $0.isVerified, isWaiting: true)
        }
        var list = BackupList(repository: repository.title, backups: waiting)
        do {
            let stored = try await repository.list().map { Row(name: $0.name, isVerified: $0.isVerified) }
            list.backups = (stored + waiting).sorted { $0.name < $1.name }
        } catch {
            if waiting.isEmpty { throw error }
            list.problem = Failure(error).message
        }
        return list
    }
}
