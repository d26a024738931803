import Backups
import Host
import ImageMaking
import Installation
import Plan
import Source
import Stamp

/// What is left to do when a release is in use for good. Each step may be done again.
struct Commit {
    private let machine: Machine
    private let journal: UpdateJournal

    init(_ machine: Machine, _ journal: UpdateJournal) {
        self.machine = machine
        self.journal = journal
    }

    /// One rename. Until then every verb is the older program's, which knows how to go back.
    func putProgramInPlace() throws {
        guard machine.files.exists(machine.paths.nextBinary) else { return }
        try machine.files.move(machine.paths.nextBinary, to: machine.paths.binary)
    }

    /// By the program of the release that is in use now.
    func finish() async throws {
        try putProgramInPlace()
        await installUnits()
        let kept = KeptReleases(machine)
        kept.giveRoom(journal.keptAs)
        let old = OldData(machine)
        if let returned = try journal.cameFrom.map(kept.data(of:)) {
            let volumes = returned.compactMap(\.keptVolume)
            try await old.forget(volumes: volumes, paths: returned.map(\.kept).filter { !$0.isEmpty })
        }
        if journal.isRollback { try AutomaticUpdate(machine).leave(journal.from.version) }
        try await WaitingImages(machine).forget()
        try await SourceMerge(machine).forget()
        try old.add(journal.exchange)
        try await kept.add(journal.kept, insteadOf: journal.cameFrom)
        try machine.files.remove(machine.paths.update)
    }

    /// The release is in use with or without them, so a failure is only told.
    private func installUnits() async {
        guard machine.files.exists("/etc/systemd/system/\(Units(machine.plan, machine.paths).firstBoot.name)") else {
            return
        }
        do {
            let before = try Stamp.read(file: machine.files.root.path(KeptReleases(machine).program(journal.keptAs)))
            try await Preparation.renew(machine, withFirewall: before?.firewall != machine.plan.firewall)
        } catch {
            machine.console.line("The units could not be installed: \(Failure(error).message)")
            machine.console.line("`sudo \(machine.command) prepare` installs them.")
        }
    }
}
