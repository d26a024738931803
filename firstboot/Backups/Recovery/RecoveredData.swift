import Docker
import Host
import Installation
import Plan
import Rollout
import Secrets

/// A backup's data for a machine whose services have not started yet.
struct RecoveredData: BroughtData {
    private let machine: Machine
    private let checked: CheckedBackup
    let secrets: [String: Secret]
    let commands: [ServiceCommand]
    let parameters: [String: String]

    var backup: String { checked.manifest.id }

    init(_ machine: Machine, _ checked: CheckedBackup) throws {
        self.machine = machine
        self.checked = checked
        secrets = try checked.secrets().values
        commands = try checked.commands() ?? []
        parameters = try checked.parameters(for: machine.plan)
    }

    func place(_ values: Values) async throws {
        try await AwaitEngine(machine).run()
        try await Trial.removeLeftovers(machine)
        let renewal = try RenewData(machine, checked)
        try keepOverride()
        try renewal.makeBoundPaths()
        // Containers that do not run yet: they say which volumes there are, and stand for those that data is loaded in.
        try await StackRun(machine, values).create()
        try await renewal.run(try Site(machine, values), putting: put)
        try await Trial.removeLeftovers(machine)
        if let bytes = try machine.files.read(RecoverMachine.settings(in: machine.paths.recovery)) {
            try machine.files.write(RepositorySettings.path(machine), bytes, mode: 0o600)
        }
        try RecoverMachine.discard(machine)
    }

    /// What is in use is nothing but what the images and the engine have put there.
    private func put(_ place: Exchange.Place) async throws {
        let files = Files(.system)
        for ending in place.companions { try files.removeTree(place.live + ending) }
        try files.empty(place.live)
        try files.move(place.new, to: place.live)
        // Before the copy goes that it was made from.
        try await place.makeDurable()
    }

    /// The lost machine's owner may have changed services by a file of Compose's.
    private func keepOverride() throws {
        guard Override(machine).ownersFile == nil else { return }
        let own = machine.plan.stack.files.map(\.path)
        for name in Stack.overrideNames where !own.contains(name) {
            guard let bytes = try machine.files.read("\(checked.tree.folder)/stack/\(name)") else { continue }
            try machine.files.write("\(machine.paths.stack)/\(name)", bytes, mode: 0o600)
            machine.note("your \(name) is back in \(machine.files.root.path(machine.paths.stack))")
        }
    }
}
