import Backups
import Installation
import JSON
import Rollout
import Updates

/// Brings a backup back.
struct Restore: Verb {
    static let name = "restore"
    static let summary = "bring back a backup's data and secrets; what is in use now is kept aside"
    static let operands: String? = "[BACKUP|FILE]"
    static let flags: [Flag<Restore>] = [
        .toggle("--list", "show the backups in the repository") { $0.lists = true },
        .value("--only", "ITEM", "restore only this item; may be repeated") { $0.only.append($1) },
        .toggle("--set-aside-others", "also where a server has databases that are not in the backup") {
            $0.setsOthersAside = true
        },
        .toggle("--to-new", "move the databases to the servers of this program's release, such as a newer PostgreSQL") {
            $0.toNew = true
        },
        .toggle("--drop-old", "remove the data that earlier restores have put aside") { $0.dropsOld = true },
        .value("--repository", "URL", "on a new machine: the repository that has the backup") { $0.repository = $1 },
        .keys("with `--repository`: its recovery key, as RESTIC_PASSWORD, and access keys") { $0.keys = $1 },
        .toggle("--continue", "carry on what was interrupted, or begin what the parameters name, as each boot does") {
            $0.continues = true
        },
        .json { $0.json = true },
    ]

    private var names: [String] = []
    private var lists = false
    private var only: [String] = []
    private var setsOthersAside = false
    private var dropsOld = false
    private var toNew = false
    private var repository: String?
    private var keys: String?
    private var continues = false
    private var json = false

    init() {}

    mutating func take(_ operand: String) { names.append(operand) }

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name, "writes the app's data, and only root may do that")
        if continues { return try await carryOn(machine) }
        if lists { return try await list(machine) }
        if dropsOld {
            let lock = machine.files.exists(machine.paths.stateFile) ? try Rollout.takeLock(machine) : nil
            // A release without its data is none to go back to.
            try await KeptReleases(machine).drop()
            try await OldData(machine).drop()
            _ = lock
            return
        }
        guard names.count < 2 else {
            throw Failure(.usage, "`restore` takes one backup", help: "`\(machine.command) restore --list` shows them")
        }
        if try StateStore(machine).load(takesOthers: true).state?.isSetUp != true {
            return try await recover(machine)
        }
        guard repository == nil, keys == nil else {
            throw Failure(
                .usage, "`--repository` is for a machine that is not set up",
                help: "`\(machine.command) backup configure --repository URL` sets the repository of this one")
        }
        try await RestoreBackup(
            machine, from: names.first, only: only, setsOthersAside: setsOthersAside, toNew: toNew
        ).run()
    }

    /// A new machine takes everything from the backup.
    private func recover(_ machine: Machine) async throws {
        guard let place = repository ?? names.first else {
            throw Failure(
                .usage, "this machine is not set up, and `restore` does not say from which backup",
                help: "write `restore FILE.tar.gz`, or `restore --repository URL --keys FILE`")
        }
        guard only.isEmpty else {
            throw Failure(
                .usage, "`--only` is for a machine that is set up: a new one needs the whole backup",
                help: "restore all of it, then single items of another backup")
        }
        let bytes = try keys.map(KeysFile.read) ?? []
        let source = try RecoverySource(place, keys: bytes, backup: repository == nil ? nil : names.first)
        try await RecoverMachine(machine).run(from: source, flags: [:])
    }

    /// What changes data outside the sandbox of the units that start the app.
    private func carryOn(_ machine: Machine) async throws {
        if RecoverMachine.isUnfinished(on: machine) { return try await RecoverMachine(machine).carryOn() }
        if let named = try RecoverySource.named(on: machine) {
            try await RecoverMachine(machine).run(from: named, flags: [:])
        }
    }

    private func list(_ machine: Machine) async throws {
        let list = try await BackupList.read(machine)
        if json {
            return machine.console.line(String(decoding: try JSONCoder.encode(list, pretty: true), as: UTF8.self))
        }
        machine.console.line("Backups in \(list.repository):")
        for row in list.backups {
            machine.console.line(
                "  \(row.name)  \(row.isVerified ? "restored and compared" : "never restored (--no-verify)")"
                    + (row.isWaiting ? ", waits on this machine" : ""))
        }
        if let problem = list.problem { machine.note("\(problem): its own backups are not in this list") }
        if list.backups.isEmpty { machine.console.line("  none") }
    }
}
