import Backups
import Docker
import Host
import ImageMaking
import Installation
import Rollout
import Updates

/// Takes the app off the machine.
struct Uninstaller: Verb {
    static let name = "uninstall"
    static let summary = "take the app off this machine; its data stays unless --purge is given"
    static let flags: [Flag<Uninstaller>] = [
        .toggle("--keep-data", "keep data, secrets and parameters, for a later installation (the default)") {
            $0.keepsData = true
        },
        .toggle("--purge", "also remove data, secrets, parameters and the backups on this machine") {
            $0.purges = true
        },
        .value("--backup", "FILE", "make a last backup first, into this new tar.gz") { $0.lastBackup = $1 },
        .value("--confirm", "NAME", "the app's name, in place of the question for it") { $0.confirmation = $1 },
        .toggle("--dry-run", "only list what would be removed and what would stay") { $0.onlyLists = true },
    ]

    var onlyLooks: Bool { onlyLists }
    var removesEverything: Bool { purges }

    private var keepsData = false
    private var purges = false
    private var lastBackup: String?
    private var confirmation: String?
    private var onlyLists = false

    init() {}

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name)
        guard !(keepsData && purges) else {
            throw Failure(.usage, "`--keep-data` and `--purge` exclude each other", help: "give one of them")
        }
        // Where the data stays, a later installation can go back to them. With a damaged list they stay too.
        let earlier = purges ? (try? KeptReleases(machine).images()) ?? [] : []
        show(try await Inventory.of(machine, purges: purges, earlierImages: earlier), machine)
        if onlyLists { return machine.console.line("Nothing was changed.") }
        // Before anything is touched: without the engine the app's containers would outlive its units.
        if !purges, machine.files.root.isSystem, DockerProgram.isInstalled { try await AwaitEngine(machine).run() }
        let terminal = Terminal()
        let destination = lastBackup ?? askForBackup(machine, terminal)
        try confirm(machine, terminal)
        if let destination { try await backUp(machine, to: destination) }
        // The folder of the lock goes too, if it is there at all.
        let lock = machine.files.exists(machine.paths.state) ? try Rollout.takeLock(machine) : nil
        try await Uninstall(machine, purges: purges, earlierImages: earlier).run()
        _ = lock
        if purges, machine.files.root.isSystem, DockerProgram.isInstalled, !DockerEngine.answers {
            throw Failure(
                .unavailable,
                "\(machine.plan.app.title) is removed from this machine, but not what Docker has of it: its containers, "
                    + "volumes with data, networks and images",
                help: "start Docker (`systemctl start docker`) and run the commands above")
        }
        machine.console.line("\(machine.plan.app.title) is removed from this machine.")
        if !purges {
            machine.console.line("Its data and secrets are still here: a later installation goes on with them.")
        }
    }

    private func show(_ inventory: Inventory, _ machine: Machine) {
        machine.console.line("This removes \(machine.plan.app.title) from this machine:")
        for line in inventory.removed { machine.note("- \(line)") }
        machine.console.line("This stays:")
        for line in inventory.kept { machine.note("- \(line)") }
    }

    /// - Returns: The file for a last backup; nil if there is none.
    private func askForBackup(_ machine: Machine, _ terminal: Terminal?) -> String? {
        guard let terminal, purges, !machine.plan.backup.items.isEmpty else { return nil }
        let answer = terminal.ask("A file for a last backup, such as /root/last.tar.gz [none]: ", hidden: false)
        return answer.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func confirm(_ machine: Machine, _ terminal: Terminal?) throws {
        let name = machine.plan.app.name
        guard let answer = confirmation ?? terminal?.ask("Type \(name) to go on: ", hidden: false) else {
            throw Failure(
                .usage, "nobody is here to confirm it", help: "pass `--confirm \(name)`; `--dry-run` only lists")
        }
        guard answer == name else {
            throw Failure(.usage, "`\(answer)` is not `\(name)`: nothing was changed", help: "give the app's name")
        }
    }

    /// A backup that was not restored must not be the last one.
    private func backUp(_ machine: Machine, to destination: String) async throws {
        let made = try await MakeBackup(machine, machine.plan.backup, verifies: true, to: destination).run()
        machine.console.line("The backup \(made.id) is in \(made.place). \(made.verdict)")
        let removed = [machine.paths.state, machine.paths.stack, machine.linkedFolder].compactMap { $0 }
        if purges, removed.contains(where: { made.place.hasPrefix($0 + "/") }) {
            throw Failure(
                .usage, "\(made.place) would be removed too: nothing was removed",
                help: "name a file outside of \(machine.paths.state) and \(machine.paths.stack)")
        }
    }
}
