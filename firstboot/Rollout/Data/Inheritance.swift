import Docker
import Host
import Installation
import Plan
import Providers

/// What a machine that has no secrets of its own yet takes over from what is on its disk: the one place that decides
/// whether secrets are kept, adopted or made.
package struct Inheritance {
    /// The secrets to keep; those that are not among them are made.
    package var secrets = SecretStore()
    /// The id of the older machine that they are from.
    package var olderMachine: String?
    /// - Parameters:
    ///   - values: The new machine's, without secrets.
    ///   - kept: What secrets.json holds.
    ///   - older: The id of the machine whose state is on the disk; nil where there is no state.
    /// - Throws: ``Failure`` where there is data and nothing opens it. Nothing was changed then.
    package static func find(
        on machine: Machine, _ choice: DataChoice, values: Values, kept: SecretStore, older: String?
    ) async throws -> Inheritance {
        // Secrets of this machine's without its state are what a run left that was cut off between the two.
        let isDecided = kept.instanceID == values.metadata.instanceID
        if isDecided && older == nil { return Inheritance(secrets: kept) }
        // An engine that is still starting would look like one without volumes.
        try await AwaitEngine(machine).run()
        // An earlier run may have been cut off while it moved data.
        try await MoveAside(machine).finish()
        var found = Finding(
            machine: machine, values: values, kept: kept, older: older ?? kept.instanceID,
            places: try DataSurvey(machine, values).places())
        if isDecided { return Inheritance(secrets: kept, olderMachine: found.places.isEmpty ? nil : older) }
        switch choice {
        case .adopt(let file): return try found.adopted(from: file)
        case .moveAside:
            try await MoveAside(machine).run(values)
            found.places = []
            return try found.new()
        case .find: return try found.decide()
        }
    }

    /// A machine that is set up has the secrets of its data.
    static func refuseNeedlessChoice(_ intent: Intent, _ machine: Machine) throws {
        guard intent.dataChoice != .find else { return }
        throw Failure(
            .usage, "\(machine.plan.app.title) is set up and has the secrets of its data; nothing was changed",
            help: "`--adopt` and `--new-data` are for a machine that has data and no secrets for it")
    }

    /// What the owner may want to do about secrets of an older machine.
    package static func advice(_ older: String, _ plan: Plan) -> String {
        let names = plan.rotatableSecrets
        return "note: \(plan.app.title) uses the secrets of machine \(older), whose data it took over; "
            + (names.isEmpty
                ? "the app lets none of them be changed."
                : "`\(plan.app.name)ctl rotate` changes \(names.joined(separator: ", ")).")
    }
}

/// What was found, and what follows from it.
private struct Finding {
    let machine: Machine
    let values: Values
    let kept: SecretStore
    /// Whose secrets.json and state are on the disk.
    let older: String?
    var places: [DataPlace]

    private var stack: String { machine.files.root.path(machine.paths.stack) }

    func decide() throws -> Inheritance {
        if let older { return try ofMachine(older) }
        let needsNone = machine.plan.secretsOfData.isEmpty
        var unfit: [String] = []
        if !needsNone, places.allSatisfy({ $0.stranger == nil }) {
            for path in candidates {
                let file = SecretsFile(machine, path)
                if !file.isThere { continue }
                let store: SecretStore
                do throws(SecretsFile.Unfit) {
                    try file.checkOwner(isAsPrivate: false)
                    store = try file.read(besides: stack)
                } catch {
                    unfit.append("\(path) does not fit: \(error.reason)")
                    continue
                }
                return try adopted(store, from: path)
            }
        }
        if places.isEmpty || needsNone && places.allSatisfy({ $0.stranger == nil }) { return try new() }
        throw refusal(unfit)
    }

    /// Another machine's state is here: a clone of it, or its disk in a new body.
    private func ofMachine(_ id: String) throws -> Inheritance {
        guard !places.isEmpty else {
            machine.note("this disk was another machine's, with no data of the app: making new secrets")
            return try new()
        }
        machine.note(
            "this disk holds the data of machine \(id): keeping its secrets, which open that data, "
                + "and taking this machine's addresses")
        show(places)
        return Inheritance(secrets: forThisMachine(kept), olderMachine: id)
    }

    /// Without what states another machine's address: that is made again.
    private func forThisMachine(_ secrets: SecretStore) -> SecretStore {
        var secrets = secrets
        secrets.drop(machine.plan.secretsOfOneMachine)
        return secrets
    }

    /// New secrets. Those that were here are copied first.
    func new() throws -> Inheritance {
        let copies = ReplacedFiles(machine)
        try copies.keep(machine.paths.secretsFile)
        if older == nil { try copies.keepStack() }
        return Inheritance()
    }

    // MARK: Adopting

    /// Where the secrets of a Compose project may be that was here before.
    private var candidates: [String] {
        let survey = try? DockerEngine().allContainers()
        let project = machine.plan.stack.project
        let folders = (survey ?? []).filter { $0.project == project }.compactMap(\.projectFolder)
        return ([stack] + Set(folders).subtracting([stack]).sorted()).map { $0 + "/.env" }
    }

    func adopted(from path: String) throws -> Inheritance {
        let file = SecretsFile(machine, path)
        let store: SecretStore
        do throws(SecretsFile.Unfit) {
            try file.checkOwner(isAsPrivate: true)
            store = try file.read(besides: stack)
        } catch {
            throw Failure(
                .invalidInput, "cannot adopt the secrets of \(path): \(error.reason)",
                help: "give a `.env` or a secrets.json of the app; a line NAME=VALUE gives a secret that is missing. "
                    + "Nothing was changed")
        }
        return try adopted(store, from: path)
    }

    private func adopted(_ secrets: SecretStore, from path: String) throws -> Inheritance {
        show(places)
        let names = machine.plan.secrets.map(\.name).filter { secrets.values[$0] != nil }
        machine.note("adopting the secrets of \(path): \(names.joined(separator: ", "))")
        let copies = ReplacedFiles(machine)
        try copies.keep(machine.paths.secretsFile)
        try copies.keepStack()
        return Inheritance(secrets: forThisMachine(secrets))
    }

    // MARK: Saying it

    private func show(_ places: [DataPlace]) {
        if !places.isEmpty { machine.note("data of \(machine.plan.app.title) is here:") }
        for place in places { machine.note("  \(place.description)") }
    }

    private func refusal(_ unfit: [String]) -> Failure {
        let command = "\(machine.command) provision"
        return Failure(
            .invalidInput,
            "data of \(machine.plan.app.title) is on this machine and the secrets that open it are not; "
                + "nothing was changed",
            details: places.map(\.description) + unfit,
            help: "`\(command) --adopt FILE` takes the secrets from the `.env` or the secrets.json that belongs to this "
                + "data; `\(command) --new-data` moves the data aside, deletes none of it, and starts with new secrets")
    }
}
