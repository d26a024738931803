import Backups
import Docker
import Edge
import Host
import Installation
import Plan
import Rollout
import Secrets
import Source

/// Puts the release of this program in the place of the installed one. The installed program starts it, as the last step
/// of an update or a rollback, and hands the machine's lock over.
///
/// The services stop, and copies of their data take its place; what was in use is kept aside, untouched. Then the rollout
/// runs. Only when the app is ready is the release in use for good, by one durable write. Whatever fails before, and
/// whenever, the installed program puts everything back.
package struct ApplyRelease {
    private let machine: Machine
    private let rollback: String?
    private let limit: Int

    /// - Parameters:
    ///   - rollback: In a rollback, what ``KeptReleases`` calls this release.
    ///   - limit: Seconds that each one-time command may take.
    package init(_ machine: Machine, rollback: String? = nil, limit: Int) {
        self.machine = machine
        self.rollback = rollback
        self.limit = limit
    }

    /// - Parameter descriptor: Of the lock that was handed over.
    package func run(lock descriptor: Int32) async throws {
        do { try await runLocked(descriptor) } catch {
            guard let journal = try UpdateJournal.read(machine) else { throw error }
            throw await putBack(journal, after: Failure(error))
        }
    }

    /// The lock is free when this returns, whatever comes of it.
    private func runLocked(_ descriptor: Int32) async throws {
        guard let lock = Lock.adopt(descriptor, of: machine.paths.lock, in: machine.files) else {
            throw Failure(.usage, "the lock was not handed over", help: "`\(machine.command) update` begins an update")
        }
        let held = try HeldMachine(machine, holding: lock)
        try held.requireWhole(for: "it has to end first")
        guard !machine.isMidChange else {
            throw Failure(.busy, "another change has begun", help: "`\(machine.command) start` ends it")
        }
        ThisProcess.outliveTerminal()
        try await AwaitEngine(machine).run()
        var journal = try await begin(held)
        let exchange = journal.exchange
        // A container sees a file that was exchanged only when it starts again.
        if journal.keepsServices != true, !exchange.places.isEmpty || journal.isRollback {
            // What waits for the disk now would be waited for while nothing answers.
            try await exchange.makeDurable()
            let answering = journal.answering
            machine.console.line(
                "Stopping \(machine.plan.app.title)\(answering.map { "; \($0) answers meanwhile" } ?? "")…")
            try await journal.closeFence(machine, except: answering)
        }
        if !exchange.places.isEmpty, !journal.isRollback {
            machine.console.line("Copying its data; what is in use now is kept aside…")
            try await DataCopies.make(exchange.places)
            let source = SourceRepository(machine).folder
            if let place = exchange.places.first(where: { $0.live == source }) {
                // The owner may have gone on working meanwhile.
                _ = try await SourceMerge(machine).isDue()
                try await SourceMerge(machine).turn(place.new)
            }
        }
        try journal.enter(.exchanging, on: machine)
        try await exchange.carryOut()
        try await journal.openFence()
        try await rollOut(held, keepingServices: journal.keepsServices == true)
        // What services wrote without an fsync, and the copies.
        try await exchange.makeDurable()
        try journal.enter(.committed, on: machine)
        try await Commit(machine, journal).finish()
        machine.console.line("\(machine.plan.app.title) \(machine.plan.app.version) is in use.")
        if !journal.isRollback {
            machine.console.line("`\(machine.command) rollback` goes back to \(journal.from.version) and its data.")
        }
    }

    /// Makes everything durable that it takes to go back.
    private func begin(_ held: borrowing HeldMachine) async throws -> UpdateJournal {
        let time = Timestamp.now
        let kept = KeptReleases(machine)
        let touchesData = try rollback == nil && self.touchesData(held)
        let copies =
            touchesData
            ? try DataCopies(
                machine, Values(machine.plan, held.recorded, held.secrets.values), from: machine.installedPlan) : nil
        var places = try await placesOfRollback(kept) ?? copies?.exchange() ?? []
        if rollback == nil, try await SourceMerge(machine).isDue() {
            let live = SourceRepository(machine).folder
            places.append(Exchange.Place(live: live, new: try Exchange.freshSibling(of: live), volume: nil))
        }
        let id = try kept.keep(held.state, version: held.recorded.release.version, at: time)
        let exchange = try OldData(machine).exchange(id, places)
        var journal = UpdateJournal(
            from: held.recorded, to: machine.release, keptAs: id, cameFrom: rollback, exchange,
            images: held.state.images, at: time)
        journal.answering = copies?.answering
        journal.keepsServices =
            try rollback.map { try places.isEmpty && differsOnlyInReadAgain(from: $0, kept, held) } ?? !touchesData
        try await kept.hold(journal.kept)
        try journal.write(on: machine)
        return journal
    }

    private func touchesData(_ held: borrowing HeldMachine) throws -> Bool {
        let engine = try DockerEngine()
        let waiting = try WaitingImages(machine).ids()
        let moves = try machine.plan.stack.pinnedImages.contains { name in
            try held.state.images[name].map { try (waiting[name] ?? engine.image(name)?.id) != $0 } ?? true
        }
        return ReleaseChange(from: machine.installedPlan, to: machine.plan, held.state, movesImages: moves).touchesData
    }

    /// Whether a release to go back to has the same containers, and no other files but such that a running service reads
    /// again.
    private func differsOnlyInReadAgain(
        from id: String, _ kept: KeptReleases, _ held: borrowing HeldMachine
    ) throws -> Bool {
        guard try kept.all().first(where: { $0.id == id })?.images == held.state.images else { return false }
        let own = machine.plan.stack.files.filter { $0.reload != nil }.map { "\(machine.paths.stack)/\($0.path)" }
        return try kept.files(id).differing().allSatisfy { path in
            own.contains(path) || !path.hasPrefix(machine.paths.stack + "/")
        }
    }

    private func placesOfRollback(_ kept: KeptReleases) async throws -> [Exchange.Place]? {
        guard let id = rollback else { return nil }
        let known = Dictionary(try DockerEngine().allVolumes().map { ($0.name, $0.folder) }) {
            first, _ in first
        }
        let data = try kept.data(of: id)
        for case let volume? in data.map(\.volume) where known[volume] == nil {
            try await createVolume(volume)
        }
        let folders = Dictionary(try DockerEngine().allVolumes().map { ($0.name, $0.folder) }) {
            first, _ in first
        }
        return try data.map { place in
            let live = place.volume.flatMap { folders[$0] ?? nil } ?? place.live
            let new = place.keptVolume.flatMap { folders[$0] ?? nil } ?? place.kept
            guard !new.isEmpty, Files(.system).status(new) != nil else {
                throw Failure(
                    .invalidInput, "the data of then is gone: \(place.keptVolume ?? place.kept)",
                    help: "`\(machine.command) restore` brings a backup back; nothing was changed")
            }
            return Exchange.Place(live: live, new: new, volume: place.volume)
        }
    }

    /// Somebody has removed it. What was kept comes into it.
    private func createVolume(_ name: String) async throws {
        let project = machine.plan.stack.project
        let key = name.hasPrefix("\(project)_") ? String(name.dropFirst(project.count + 1)) : name
        let labels = ["project=\(project)", "volume=\(key)"].flatMap {
            ["--label", "com.docker.compose.\($0)"]
        }
        let made = try await DockerProgram.command(["volume", "create"] + labels + [name]).run()
        guard made.succeeded else {
            throw Failure(
                .unavailable, "the volume \(name) is gone and cannot be created",
                details: made.lastLines.suffix(5))
        }
    }

    private func rollOut(_ held: borrowing HeldMachine, keepingServices keepsServices: Bool)
        async throws
    {
        guard let rollback else {
            try await WaitingImages(machine).takeOver()
            if machine.files.exists(machine.paths.images) { try await RecordImages(machine).run() }
            try await Rollout.run(.updated(limit: limit), on: machine, holding: held.lock)
            return
        }
        let values = try await bringBack(rollback, held)
        if keepsServices {
            try await ReloadServices(machine, values, ReloadServices.all(machine.plan)).run()
        }
        try await Rollout.run(.start, on: machine, holding: held.lock)
    }

    /// Brings back the files and images of a release that was in use, with the secrets that its data has now.
    private func bringBack(_ id: String, _ held: borrowing HeldMachine) async throws -> Values {
        let kept = KeptReleases(machine)
        let secretsOfData = try self.secretsOfData(id, kept, held)
        try kept.files(id).bringBack()
        let images = try kept.all().first { $0.id == id }?.images ?? [:]
        try await kept.bringBackImages(images)
        let store = StateStore(machine)
        let found = try store.loadSetUp()
        var secrets = found.secrets
        for name in secrets.values.keys { secrets.values[name] = secretsOfData[name] ?? secrets.values[name] }
        // The repository keeps the key that it has.
        if let key = held.secrets.values[Values.recoveryKey] { secrets.values[Values.recoveryKey] = key }
        try store.save(found.state, secrets)
        let values = Values(machine.plan, found.recorded, secrets.values)
        let changed = held.recorded.parameters.filter { name, value in
            found.recorded.parameters[name].map { $0 != value } ?? false
        }
        if !changed.isEmpty {
            machine.console.line(
                "These parameters are as they were then: \(changed.keys.sorted().joined(separator: ", ")). "
                    + "`\(machine.command) configure` changes them.")
        }
        // A rollout writes them only if it changes something else.
        if machine.files.exists(machine.paths.credentials) { try Announce(machine, values).write() }
        return values
    }

    /// The secrets with which the data was written last that a release to go back to will have. They may have been changed
    /// since that release was in use, if the one after it had the same data.
    private func secretsOfData(
        _ id: String, _ kept: KeptReleases, _ held: borrowing HeldMachine
    ) throws -> [String: Secret] {
        guard let release = try kept.withData(of: id) else { return held.secrets.values }
        guard release.id != id, let bytes = try kept.files(release.id).copy(of: machine.paths.secretsFile) else {
            return [:]
        }
        return try SecretStore(reading: bytes).values
    }

    // MARK: When it fails

    /// Lets the installed program put back what was in use.
    private func putBack(_ journal: UpdateJournal, after failure: Failure) async -> Failure {
        var failure = failure
        guard journal.phase != .committed else {
            failure.message = "\(machine.plan.app.version) is in use, and this was left to do: \(failure.message)"
            failure.help = "`sudo \(machine.command) start` does it"
            return failure
        }
        machine.console.line("\(journal.title) failed: \(failure.message)")
        // Its program may know no edge, which has the ports of its proxy.
        if machine.installedPlan?.stack.edge == nil, MachineEdge(machine).hasPlace {
            try? await MachineEdge(machine).leave(withState: false)
        }
        let line = ["start"] + machine.rootWords
        let console = machine.console
        let back = try? await Command(machine.files.root.path(machine.paths.binary), line).run { console.line($0) }
        if back?.succeeded == true {
            failure.message =
                "\(journal.title) failed, and \(journal.from.version) is back with its data: \(failure.message)"
            failure.help = "look at the cause; nothing was lost, and another try is as possible as before"
        } else {
            failure.message = "\(journal.title) failed: \(failure.message)"
            failure.help =
                "`sudo \(machine.command) start` puts \(journal.from.version) and its data back, and so does a reboot"
        }
        return failure
    }
}
