import Docker
import Host
import Installation
import Plan
import Rollout

/// Brings a backup's data and secrets back. The data in use is never written to: what is restored is made beside it and
/// compared, and takes its place by a rename when it is known to be good. If the app does not become ready with it, the
/// data that was in use comes back.
package struct RestoreBackup {
    private let machine: Machine
    private let source: String?
    private let only: [String]
    private let setsOthersAside: Bool
    private let toNew: Bool

    /// - Parameters:
    ///   - source: A tar.gz, or the name of a backup in the repository; nil for the newest that was verified.
    ///   - only: The items to restore; empty for all.
    ///   - setsOthersAside: Whether databases that are not in the backup may end up in the volume that is kept aside.
    ///   - toNew: Whether database servers get the images of this program's release. Without a source their data is
    ///     copied now.
    package init(
        _ machine: Machine, from source: String?, only: [String], setsOthersAside: Bool = false, toNew: Bool = false
    ) {
        self.machine = machine
        self.source = source
        self.only = only
        self.setsOthersAside = setsOthersAside
        self.toNew = toNew
    }

    package func run() async throws {
        let held = try HeldMachine(machine)
        try held.requireWhole(for: "it has to end first")
        let (recorded, secrets) = (held.recorded, held.secrets)
        let tree = BackupTree(machine, id: "restore")
        do {
            let new = try await Stopping.run("nothing was restored, and the app runs on as it did") {
                try await makeNew(tree, recorded, secrets)
            }
            if let (places, checked) = new {
                try await exchange(places, checked, holding: held.lock)
            } else {
                machine.console.line(
                    "There is nothing to move: no database server of this release has another image. "
                        + "`\(machine.command) provision` rolls the release out.")
            }
            try tree.remove()
        } catch {
            try? tree.remove()
            try? await Trial.removeLeftovers(machine)
            // Those that were stopped for the copy, and still are.
            try? await EndPause(machine).run()
            throw error
        }
        try machine.files.remove(machine.paths.pause)
    }

    /// Everything that leaves what is in use as it is.
    ///
    /// - Returns: nil if there is nothing to move.
    private func makeNew(
        _ tree: BackupTree, _ recorded: Record, _ secrets: SecretStore
    ) async throws -> ([Exchange.Place], CheckedBackup)? {
        try await AwaitEngine(machine).run()
        try await Trial.removeLeftovers(machine)
        try BackupTree.removeLeftovers(machine)
        let values = Values(machine.plan, recorded, secrets.values)
        var site = try Site(machine, values, usesNewImages: toNew)
        if toNew { try await PullImages(machine).pullMissing() }
        if toNew, source == nil, try !site.hasOtherServers { return nil }
        let checked =
            toNew && source == nil
            ? try await copyNow(into: tree, recorded, site) : try await fetch(into: tree, site, secrets)
        let renewal = try RenewData(machine, checked, only: only)
        let lost = try await makeMissing(&site, renewal, values)
        if !setsOthersAside { try await renewal.requireNoOthers(site, than: lost) }
        let places = try await renewal.run(site)
        try await Trial.removeLeftovers(machine)
        return (places, checked)
    }

    /// Makes the containers, volumes and folders that somebody has removed, as `docker compose down --volumes` does.
    ///
    /// - Returns: The services whose data is gone with them.
    private func makeMissing(_ site: inout Site, _ renewal: RenewData, _ values: Values) async throws -> Set<String> {
        try renewal.makeBoundPaths()
        guard site.lacksPlaces(of: renewal.items) else { return [] }
        let there = Set(try DockerEngine().allVolumes().map(\.name))
        machine.note("making the containers and volumes that are not there")
        try await StackRun(machine, values).create()
        let new = try Site(machine, values, usesNewImages: toNew)
        defer { site = new }
        return Set(
            renewal.items.compactMap(\.store.server?.service).filter { [site] service in
                site.container(service) == nil && new.hasOnlyNewVolumes(service, besides: there)
            })
    }

    // MARK: From one database server to another

    /// Copies the databases while nothing writes to them: what is written after the copy would be lost.
    private func copyNow(into tree: BackupTree, _ recorded: Record, _ site: Site) async throws -> CheckedBackup {
        let items = machine.plan.backup.items.filter {
            $0.store.server != nil && (only.isEmpty || only.contains($0.name))
        }
        guard !items.isEmpty else {
            throw Failure(
                .usage, "there is no database server to go from and to",
                help: "`--to-new` is for the databases that `backup` in app.yaml names")
        }
        let servers = items.compactMap(\.store.server?.service)
        // Everything else is stopped already.
        let unpaused = items.map { Backup.Item(name: $0.name, store: $0.store) }
        let copy = MakeBackup(machine, Backup(items: unpaused), verifies: false, to: nil)
        try tree.create()
        try await copy.requireRoom(tree, nil, site)
        let others = try DockerEngine().containers(project: machine.plan.stack.project)
            .filter { $0.state == "running" && !servers.contains($0.service) }
        machine.console.line("Stopping what writes to the databases…")
        try Pause(stopped: others.map(\.id), after: nil).write(on: machine)
        if !others.isEmpty {
            let result = try await DockerProgram.command(["stop"] + others.map(\.id)).run()
            try result.require("the services cannot be stopped", site)
        }
        try await copy.make(tree, recorded, site)
        return try CheckedBackup(tree)
    }

    // MARK: Beside the running app

    private func fetch(
        into tree: BackupTree, _ site: Site, _ secrets: SecretStore
    ) async throws -> CheckedBackup {
        machine.console.line("Reading the backup and checking it…")
        if let source, source.hasSuffix(PlainArchive.suffix) {
            guard Files(.system).exists(Root(source).prefix) else {
                throw Failure(.usage, "there is no file \(source)", help: "give a tar.gz or the name of a backup")
            }
            try await UnpackArchive(path: Root(source).prefix).run(into: tree)
        } else {
            try await Repository(machine, site, secrets).fetch(source, into: tree)
        }
        return try CheckedBackup(tree)
    }

    // MARK: In its place

    private func exchange(
        _ places: [Exchange.Place], _ checked: CheckedBackup, holding lock: borrowing Lock
    ) async throws {
        var exchange = try OldData(machine).exchange(checked.manifest.id, places)
        let before = StateBeforeRestore(machine)
        do {
            try await before.keep()
            try exchange.write(on: machine)
        } catch {
            // Only if it is certain that nobody takes it back.
            if (try? machine.files.remove(machine.paths.restore)) != nil { try? exchange.discardNew() }
            throw error
        }
        machine.console.line("Putting the restored data in place…")
        do {
            // Before it is certain that nothing is taken back.
            async let durable: Void = Exchange.makeDurable(places)
            try await exchange.closeFence(machine)
            try await exchange.carryOut()
            try adopt(checked)
            try await exchange.openFence()
            try await Rollout.run(.restored, on: machine, holding: lock)
            try await durable
        } catch {
            var failure = Failure(error)
            failure.message = "the restore failed, and the data that was in use is back: \(failure.message)"
            machine.console.line("The app does not start with the restored data: putting back what was in use…")
            try await Self.goBack(exchange, machine, holding: lock)
            throw failure
        }
        try OldData(machine).add(exchange)
        try machine.files.remove(machine.paths.restore)
        try before.forget()
    }

    /// The secrets open the data, and belong to it. Those that the backup lacks stay.
    private func adopt(_ checked: CheckedBackup) throws {
        let store = StateStore(machine)
        let (state, secrets) = try store.load()
        guard var state else { return }
        var adopted = secrets
        adopted.values.merge(try checked.secrets().values) { $1 }
        // The repository keeps the key that it has.
        adopted.values[Values.recoveryKey] = secrets.values[Values.recoveryKey]
        adopted.drop(machine.plan.secretsOfOneMachine)
        if let commands = try checked.commands() { state.commands = commands }
        state.target = state.recorded
        try store.save(state, adopted)
    }

    private static func goBack(_ exchange: Exchange, _ machine: Machine, holding lock: borrowing Lock) async throws {
        var exchange = exchange
        if !exchange.isTakenBack {
            try await exchange.closeFence(machine)
            try await exchange.takeBack()
            exchange.isTakenBack = true
            try exchange.write(on: machine)
        }
        try await exchange.openFence()
        do { try exchange.discardNew() } catch {
            machine.console.line("\(Failure(error).message); what was restored there is not needed: remove it by hand")
        }
        let before = StateBeforeRestore(machine)
        if before.isOtherRelease {
            try await before.bringBackRelease()
            let up = try await Compose(machine).up.run()
            try machine.files.remove(machine.paths.restore)
            try before.forget()
            if up.succeeded { return }
            throw Failure(
                .unavailable, "Docker Compose could not start the services", details: up.lastLines.suffix(20))
        }
        try before.bringBack()
        try machine.files.remove(machine.paths.restore)
        try before.forget()
        try await Rollout.run(.restored, on: machine, holding: lock)
    }

    /// Takes back a restore that was cut off before the app was ready. Every verb that changes something begins with it.
    package static func finishInterrupted(_ machine: Machine) async throws {
        guard machine.files.exists(machine.paths.restore) else { return }
        let lock = try Rollout.takeLock(machine)
        guard let exchange = try Exchange.read(machine) else { return }
        machine.console.line("An earlier restore was interrupted: putting back the data that was in use…")
        try await AwaitEngine(machine).run()
        try await Trial.removeLeftovers(machine)
        try BackupTree.removeLeftovers(machine)
        try await goBack(exchange, machine, holding: lock)
    }
}
