import Host
import Installation
import Plan
import Secrets

/// What a backup takes on the disk, in bytes. Finding it out changes nothing.
package struct BackupSize: Sendable {
    /// Of all copies, as far as that can be known before.
    private let copies: Int64
    /// Of what is restored at the same time in order to prove the copies.
    private let proofs: Int64

    /// - Throws: ``Failure`` where an item cannot be backed up, such as one of a database server that does not run.
    init(_ items: [Backup.Item], _ site: Site, verifies: Bool) async throws {
        let sizes = try await Lanes.run(items) { try await items[$0].itemStore(site).size(site) }
        copies = sizes.reduce(0, +)
        // One proof in each lane at a time.
        let largest = [true, false].map { isServer in
            zip(items, sizes).filter { Lanes.isServer($0.0) == isServer }.map(\.1).max() ?? 0
        }
        proofs = verifies ? largest.reduce(0, +) : 0
    }

    /// Of the backup that a release makes of itself, as before an update: restored, and in the repository.
    ///
    /// - Parameters:
    ///   - plan: Of the release in use.
    ///   - recorded: What it was set up with.
    /// - Throws: ``Failure`` where an item cannot be backed up, such as one of a database server that does not run.
    package init(of plan: Plan, on machine: Machine, _ recorded: Record, _ secrets: SecretStore) async throws {
        let own = Machine(plan, root: machine.files.root.path("/"))
        let site = try Site(own, Values(plan, recorded, secrets.values))
        try await self.init(plan.backup.items, site, verifies: true)
    }

    /// The copies stay until the carrier has them; each proof is removed before the next.
    ///
    /// - Parameter folder: Where the backup is made, a path of this computer.
    package func addMaking(to room: inout DiskRoom, at folder: String) throws {
        try room.add(copies, for: "the backup's copies", at: folder)
        try room.add(proofs, for: "their trial restore", at: folder)
    }

    /// - Parameter folder: Of the archive, a path of this computer.
    func addArchive(to room: inout DiskRoom, at folder: String) throws {
        try room.add(copies, for: "the archive", at: folder)
    }

    /// What the repository grows by; nothing where it is on another computer.
    package func addKeeping(to room: inout DiskRoom, on machine: Machine) throws {
        guard let folder = try RepositorySettings.read(on: machine).folder else { return }
        try room.add(copies, for: "the repository", at: folder)
    }
}
