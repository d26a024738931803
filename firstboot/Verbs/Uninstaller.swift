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
        .value("--confirm", "NAME", "the app's name or the instance's ID, in place of the question for it") {
            $0.confirmation = $1
        },
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
        let kept = (try? KeptReleases(machine).images()) ?? []
        let fetched = FetchedImages(machine).entries().filter { image in !kept.contains { $0.name == image.name } }
        let earlier = fetched + (purges ? kept : [])
        let instances = machine.instance == nil ? machine.instances.map(machine.instance) : []
        show(try await Inventory.of(machine, purges: purges, earlierImages: earlier), instances, machine)
        if onlyLists { return machine.console.line("Nothing was changed.") }
        // Before anything is touched: without the engine the app's containers would outlive its units.
        if !purges, machine.files.root.isSystem, DockerProgram.isInstalled { try await AwaitEngine(machine).run() }
        let terminal = Terminal()
        let destination = lastBackup ?? askForBackup(machine, terminal)
        try confirm(machine, terminal)
        for instance in instances {
            let flags = ["--confirm", Self.word(of: instance), purges ? "--purge" : "--keep-data"]
            let backup = destination.map { ["--backup", Self.file($0, of: instance)] } ?? []
            try await RemoveInstance(instance).runFirst(flags + backup)
        }
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
        machine.console.line("\(Self.title(of: machine)) is removed from this machine.")
        if !purges {
            machine.console.line("Its data and secrets are still here: a later installation goes on with them.")
        }
    }

    private static func title(of machine: Machine) -> String {
        machine.plan.app.title + (machine.instance.map { ", instance \($0)," } ?? "")
    }

    /// What confirms it.
    private static func word(of machine: Machine) -> String {
        machine.instance?.description ?? machine.plan.app.name
    }

    /// The file for an instance's last backup: `last-ID.tar.gz` beside `last.tar.gz`.
    private static func file(_ path: String, of machine: Machine) -> String {
        let ending = ".tar.gz"
        guard path.hasSuffix(ending) else { return path }
        return path.dropLast(ending.utf8.count) + "-\(word(of: machine))\(ending)"
    }

    private func show(_ inventory: Inventory, _ instances: [Machine], _ machine: Machine) {
        machine.console.line("This removes \(Self.title(of: machine)) from this machine:")
        for line in inventory.removed { machine.note("- \(line)") }
        for instance in instances {
            machine.note(
                "- the instance \(instance.paths.name): the same of it (`\(instance.command) uninstall --dry-run`)")
        }
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
        let name = Self.word(of: machine)
        guard let answer = confirmation ?? terminal?.ask("Type \(name) to go on: ", hidden: false) else {
            throw Failure(
                .usage, "nobody is here to confirm it", help: "pass `--confirm \(name)`; `--dry-run` only lists")
        }
        guard answer == name else {
            throw Failure(
                .usage, "`\(answer)` is not `\(name)`: nothing was changed",
                help: "give \(machine.instance == nil ? "the app's name" : "its ID")")
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
