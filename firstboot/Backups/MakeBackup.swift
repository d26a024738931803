import Docker
import Host
import Installation
import JSON
import Plan
import Providers
import Secrets
import Source

/// Makes a backup beside the running app, restores it into throw-away containers, and gives it to its carrier.
package struct MakeBackup {
    /// What was made.
    package struct Made: Encodable, Sendable {
        package var id: String
        /// Where it is, for people.
        package var place: String
        /// Of its files, without compression.
        package var bytes: Int64
        package var items: [ItemRecord]
        /// nil where it was not restored.
        package var verification: Manifest.Verification?
    }

    private let machine: Machine
    private let backup: Backup
    private let verifies: Bool
    private let destination: String?

    /// - Parameters:
    ///   - verifies: Whether it is restored before it counts.
    ///   - destination: The path of a file or folder of this computer; nil for the repository.
    package init(_ machine: Machine, _ backup: Backup, verifies: Bool, to destination: String?) {
        self.machine = machine
        self.backup = backup
        self.verifies = verifies
        self.destination = destination
    }

    package func run() async throws -> Made {
        let held = try HeldMachine(machine)
        return try await run(holding: held)
    }

    /// The same for a caller that holds the machine.
    package func run(holding held: borrowing HeldMachine) async throws -> Made {
        guard !backup.items.isEmpty else {
            throw Failure(
                .usage, "\(machine.plan.app.title) declares nothing to back up",
                help: "the publisher names its databases and volumes by `backup` in app.yaml")
        }
        try held.requireWhole(for: "a backup of what it left would be of no use")
        let (state, recorded, secrets) = (held.state, held.recorded, held.secrets)
        let made = try await Stopping.run("there is no new backup, and the app runs on") {
            try await run(state, recorded, secrets)
        }
        // Until now, nobody else may change the machine.
        _ = held.lock
        return made
    }

    private func run(_ state: State, _ recorded: Record, _ secrets: SecretStore) async throws -> Made {
        try await AwaitEngine(machine).run()
        try await Trial.removeLeftovers(machine)
        try BackupTree.removeLeftovers(machine)
        let time = Timestamp.now
        let id = time.basic
        let archive = try destination.map { try PlainArchive($0, machine, id: id) }
        let known = archive == nil ? try RecoveryKey.ensured(machine, state, secrets) : secrets
        let site = try Site(machine, Values(machine.plan, recorded, known.values))
        let repository = archive == nil ? try Repository(machine, site, known) : nil
        let tree = BackupTree(machine, id: id)
        try tree.create()
        do {
            try await requireRoom(tree, archive, site)
            // Meanwhile: each call of restic takes a second to derive the key from the password.
            async let opening = repository?.opening()
            let made = try await make(tree, recorded, site)
            try await archive?.write(tree, site)
            try await repository?.store(tree, isVerified: made.verification != nil, after: opening)
            try tree.remove()
            let place = archive?.path ?? repository?.title ?? ""
            if made.verification != nil { try record(id, time, place) }
            return Made(
                id: id, place: place,
                bytes: made.items.flatMap(\.files).map(\.size).reduce(0, +),
                items: made.items, verification: made.verification)
        } catch {
            try? tree.remove()
            throw error
        }
    }

    /// The backup is where it belongs, whatever happens here.
    private func record(_ id: String, _ time: Timestamp, _ place: String) throws {
        do {
            try BackupRecord.update(on: machine) {
                $0.verified = .init(name: id, at: time.seconds.rounded(), place: place)
            }
        } catch {
            var failure = Failure(error)
            failure.details.insert(failure.message, at: 0)
            failure.message =
                "the backup \(id) is whole and in \(place), but that cannot be recorded: `status` and `doctor` do not "
                + "know of it"
            throw failure
        }
    }

    func requireRoom(_ tree: BackupTree, _ archive: PlainArchive?, _ site: Site) async throws {
        let size = try await BackupSize(backup.items, site, verifies: verifies)
        var room = DiskRoom(machine)
        try size.addMaking(to: &room, at: tree.path(""))
        if let archive {
            try size.addArchive(to: &room, at: archive.folder)
        } else {
            try size.addKeeping(to: &room, on: machine)
        }
        try room.require(
            help: "free some space, or attach a disk and mount it at \(machine.files.root.path(machine.paths.backups))")
    }

    /// Copies everything into a tree, and proves it where that is wanted.
    @discardableResult func make(_ tree: BackupTree, _ recorded: Record, _ site: Site) async throws -> Manifest {
        var manifest = Manifest(
            id: tree.id, app: machine.plan.app.name, release: recorded.release,
            provider: recorded.metadata.provider.rawValue, instanceID: recorded.metadata.instanceID,
            images: images(), items: [])
        // Neighbours for which the same must hold still share a pause.
        var rest = backup.items[...]
        while let first = rest.first {
            let group = rest.prefix { $0.pauses(like: first) }
            rest = rest.dropFirst(group.count)
            manifest.items += try await PauseItems(machine, as: first).run {
                try await copy(Array(group), to: tree, site)
            }
        }
        try copySettings(to: tree)
        await copySource(to: tree)
        if verifies {
            let clock = Stopwatch()
            let (items, records) = (backup.items, manifest.items)
            _ = try await Lanes.run(items) { index in
                machine.console.line("Restoring \(items[index].title) into a throw-away place and comparing it…")
                try await items[index].itemStore(site).prove(records[index], in: tree, site)
            }
            manifest.verification = .init(seconds: clock.seconds)
        }
        try tree.seal(manifest)
        return manifest
    }

    private func copy(_ items: [Backup.Item], to tree: BackupTree, _ site: Site) async throws -> [ItemRecord] {
        try await Lanes.run(items) { index in
            let item = items[index]
            machine.console.line("Copying \(item.title)…")
            let clock = Stopwatch()
            var record = try await item.itemStore(site).copy(item, to: tree, site)
            record.seconds = clock.seconds
            if record.changed > 0 {
                machine.note(
                    "\(item.title): \(record.changed) of its files changed while they were read, and may be of "
                        + "different moments")
            }
            return record
        }
    }

    private func images() -> [ImageRecord.Entry] {
        guard let engine = try? DockerEngine() else { return [] }
        return machine.plan.stack.pinnedImages.compactMap { name in
            (try? engine.image(name)).flatMap { $0 }.map { ImageRecord.Entry(name: name, $0) }
        }
    }

    /// The app's data is a backup without it, too.
    private func copySource(to tree: BackupTree) async {
        do { try await SourceCopy(machine).write(to: tree.path("stack/\(SourceCopy.name)")) } catch {
            let failure = Failure(error)
            machine.note("not all of \(machine.paths.source) is in this backup: \(failure.message)")
        }
    }

    /// What a new machine needs besides the data: the secrets that open it, the owner's values, and the files of the
    /// stack as they are.
    private func copySettings(to tree: BackupTree) throws {
        let paths = machine.paths
        var copies = [(paths.secretsFile, "secrets.json"), (paths.stateFile, "state.json")]
        copies.append((paths.parameters, "parameters.yaml"))
        let names = machine.plan.stack.composeFiles + [".env"] + Override(machine).files
        copies += names.map { ("\(paths.stack)/\($0)", "stack/\($0)") }
        for (path, name) in copies {
            if let bytes = try machine.files.read(path) { try tree.write(name, bytes) }
        }
    }
}

extension MakeBackup.Made {
    /// Whether it counts, for people.
    package var verdict: String {
        guard let verification else { return "It was not restored (--no-verify), so nobody knows whether it can be." }
        return "It was restored and compared in \(Int(verification.seconds.rounded(.up))) s."
    }
}
