import Backups
import Installation
import JSON

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
        .toggle("--drop-old", "remove the data that earlier restores have put aside") { $0.dropsOld = true },
        .json { $0.json = true },
    ]

    private var names: [String] = []
    private var lists = false
    private var only: [String] = []
    private var setsOthersAside = false
    private var dropsOld = false
    private var json = false

    init() {}

    mutating func take(_ operand: String) { names.append(operand) }

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name, "writes the app's data, and only root may do that")
        if lists { return try await list(machine) }
        if dropsOld { return try await OldData(machine).drop() }
        guard names.count < 2 else {
            throw Failure(.usage, "`restore` takes one backup", help: "`\(machine.command) restore --list` shows them")
        }
        try await RestoreBackup(
            machine, machine.plan.backup, from: names.first, only: only, setsOthersAside: setsOthersAside
        ).run()
    }

    private func list(_ machine: Machine) async throws {
        let list = try await BackupList.read(machine)
        if json {
            return machine.console.line(String(decoding: try JSONCoder.encode(list, pretty: true), as: UTF8.self))
        }
        machine.console.line("Backups in \(list.repository):")
        for row in list.backups {
            machine.console.line(
                "  \(row.name)  \(row.isVerified ? "restored and compared" : "never restored (--no-verify)")")
        }
        if list.backups.isEmpty { machine.console.line("  none") }
    }
}
