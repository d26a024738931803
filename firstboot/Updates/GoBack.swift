import Backups
import Docker
import Host
import Installation
import Plan
import Rollout
import Stamp

/// What an update or a rollback that was cut off has left to do. Every verb that changes something begins with it.
package enum InterruptedUpdate {
    /// - Parameter arguments: Those of this run, with which the program of another release takes over.
    package static func finish(_ machine: Machine, arguments: [String]) async throws {
        guard machine.files.exists(machine.paths.update) else { return }
        let lock = try Rollout.takeLock(machine)
        guard let journal = try UpdateJournal.read(machine) else { return }
        guard journal.phase == .committed else {
            try bringProgramBack(journal, machine, arguments)
            machine.console.line(
                "Putting \(journal.from.version) back, which \(journal.title) has not replaced…")
            return try await GoBack(machine, journal).run(holding: lock)
        }
        let commit = Commit(machine, journal)
        try commit.putProgramInPlace()
        if machine.release != journal.to {
            throw ThisProcess.become([machine.files.root.path(machine.paths.binary)] + arguments)
        }
        try await commit.finish()
    }

    /// Lets the program of the release that comes back do it, if somebody has installed another one meanwhile.
    private static func bringProgramBack(
        _ journal: UpdateJournal, _ machine: Machine, _ arguments: [String]
    ) throws {
        let kept = KeptReleases(machine).program(journal.keptAs)
        // It is gone when nothing but the journal is left to remove.
        guard let bytes = try machine.files.read(kept, limit: 1 << 30),
            let plan = try? Stamp.digest(bytes),
            plan != machine.release.plan
        else { return }
        machine.console.line(
            "The program is another one than \(journal.title) began with: bringing that one back…")
        try machine.files.write(machine.paths.binary, bytes, mode: 0o755)
        throw ThisProcess.become([machine.files.root.path(machine.paths.binary)] + arguments)
    }
}

/// Brings back the data, the files and the services that were in use.
///
/// The installed program is still that of the release that comes back: it is exchanged at the very end.
struct GoBack {
    private let machine: Machine
    private var journal: UpdateJournal

    init(_ machine: Machine, _ journal: UpdateJournal) {
        self.machine = machine
        self.journal = journal
    }

    consuming func run(holding lock: borrowing Lock) async throws {
        let kept = KeptReleases(machine)
        kept.giveRoom(journal.keptAs)
        if journal.phase != .takenBack {
            if journal.keepsServices != true {
                // From then on the service that answers may be the other release's.
                let answering = journal.phase == .preparing ? journal.answering : nil
                try await journal.closeFence(machine, except: answering)
            }
            if journal.phase == .exchanging { try await journal.exchange.takeBack() }
            try await journal.openFence()
            try kept.files(journal.keptAs).bringBack()
            try await kept.bringBackImages(journal.images)
            if journal.keepsServices == true { try await readFilesAgain() }
            try journal.enter(.takenBack, on: machine)
        }
        // The data of a release that a rollback could not bring back stays what it was.
        // If the copies cannot be removed, the app runs all the same, and the next verb tries again.
        var left: (any Error)?
        if !journal.isRollback {
            do { try journal.exchange.discardNew() } catch { left = error }
        }
        if left == nil {
            try machine.files.remove(machine.paths.nextBinary)
            try await kept.forget(journal.kept)
            try machine.files.remove(machine.paths.update)
        }
        try await Rollout.run(.start, on: machine, holding: lock)
        if let left { throw left }
    }

    /// The services have run on, perhaps with a file of the other release. Whatever does not read its own one again is
    /// stopped; the start that follows lets it.
    private mutating func readFilesAgain() async throws {
        try await AwaitEngine(machine).run()
        let (state, secrets) = try StateStore(machine).load()
        guard let record = state?.latest else { return }
        let values = Values(machine.plan, record, secrets.values)
        do {
            try await ReloadServices(machine, values, ReloadServices.all(machine.plan)).run()
        } catch {
            machine.console.line(Failure(error).message)
            try await journal.closeFence(machine)
            try await journal.openFence()
        }
    }
}

extension UpdateJournal {
    /// The release that was in use, as it is kept.
    var kept: KeptRelease {
        let data = exchange.places.map { place in
            KeptRelease.Place(live: place.live, kept: place.old, volume: place.volume, keptVolume: place.oldVolume)
        }
        return KeptRelease(id: keptAs, version: from.version, until: at, images: images, data: data)
    }
}
