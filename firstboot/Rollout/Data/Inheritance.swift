import Docker
import Host
import Installation
import Plan
import Providers
import Secrets

/// What a machine that has no secrets of its own yet takes over from what is on its disk: the one place that decides
/// whether secrets are kept, adopted or made.
package struct Inheritance {
    /// The secrets to keep; those that are not among them are made.
    package var secrets = SecretStore()
    /// The id of the older machine that they are from.
    package var olderMachine: String?
    /// Whether they open data that is here.
    package var opensData = false
    /// - Parameters:
    ///   - values: The new machine's, without secrets.
    ///   - kept: What secrets.json holds.
    ///   - older: The id of the machine whose state is on the disk; nil where there is no state.
    /// - Throws: ``Failure`` where there is data and nothing opens it. Nothing was changed then.
    package static func find(
        on machine: Machine, _ choice: DataChoice, values: Values, kept: SecretStore, older: String?
    ) async throws -> Inheritance {
        // Secrets of this machine's without its state are what a run left that was cut off between the two.
        let isDecided = kept.instanceID == values.metadata.instanceID && choice.isFind
        if isDecided && older == nil { return Inheritance(secrets: kept) }
        // An engine that is still starting would look like one without volumes.
        try await AwaitEngine(machine).run()
        // An earlier run may have been cut off while it moved data.
        let move = MoveAside(machine)
        var hasMoved = false
        if case .adopt = choice { try move.giveUp() } else { hasMoved = try await move.finish() }
        var found = try Finding(machine, values, kept, older)
        if isDecided {
            let opensData = !found.places.isEmpty
            return Inheritance(secrets: kept, olderMachine: opensData ? older : nil, opensData: opensData)
        }
        switch choice {
        case .bring: return Inheritance()
        case .adopt(let file): return try found.carryOut(found.adoption(of: file))
        case .moveAside:
            try await move.run(found.places, found.survey)
            found.places = []
            return try found.carryOut(.new)
        // That run wanted new secrets; the `.env` still has those of the data that it moved.
        case .find where hasMoved && found.places.isEmpty: return try found.carryOut(.new)
        case .find: return try found.carryOut(found.decide())
        }
    }

    /// What ``find(on:_:values:kept:older:)`` would decide without a choice of the owner's, with nothing changed.
    ///
    /// - Returns: The secrets that would be kept, and what to say of them; nil where all would be made.
    /// - Throws: ``Failure`` where it would stop, too.
    package static func preview(
        on machine: Machine, values: Values, kept: SecretStore, older: String?
    ) throws -> (secrets: SecretStore, why: String)? {
        if kept.instanceID == values.metadata.instanceID && older == nil { return (kept, "they are here already") }
        if machine.files.exists(machine.paths.moves) { return nil }
        let found = try Finding(machine, values, kept, older)
        switch try found.decide() {
        case .keep(let secrets, let id): return (secrets, "they open the data of machine \(id)")
        case .adopt(let secrets, let path): return (secrets, "they are adopted from \(path)")
        case .new: return nil
        }
    }

    /// - Throws: ``Failure`` where there is data already. Nothing was changed then.
    static func requireNoData(on machine: Machine, _ values: Values) async throws {
        try await AwaitEngine(machine).run()
        let places = try DataSurvey(machine, values).places()
        if places.isEmpty { return }
        throw Failure(
            .invalidInput, "data of \(machine.plan.app.title) is on this machine already; nothing was changed",
            details: places.map(\.description),
            help: "move it away first, or restore on another machine: a backup takes the place of no other data")
    }

    /// A machine that is set up has the secrets of its data.
    static func refuseNeedlessChoice(_ intent: Intent, _ machine: Machine) throws {
        if intent.dataChoice.isFind { return }
        if intent.broughtData != nil {
            throw Failure(
                .usage, "\(machine.plan.app.title) is set up; nothing was changed",
                help: "`\(machine.command) restore` brings a backup back on a machine that is set up")
        }
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
                : "`\(plan.paths.command) rotate` changes \(names.joined(separator: ", ")).")
    }
}

/// What was found, and what follows from it.
private struct Finding {
    enum Decision {
        case keep(SecretStore, ofMachine: String)
        case adopt(SecretStore, from: String)
        case new
    }

    let machine: Machine
    let values: Values
    let kept: SecretStore
    /// Whose secrets.json and state are on the disk, if they are another machine's.
    let older: String?
    let survey: DataSurvey
    var places: [DataPlace]

    init(_ machine: Machine, _ values: Values, _ kept: SecretStore, _ older: String?) throws {
        self.machine = machine
        self.values = values
        self.kept = kept
        let id = older ?? kept.instanceID
        self.older = id == values.metadata.instanceID ? nil : id
        survey = try DataSurvey(machine, values)
        places = survey.places()
    }

    private var stack: String { machine.files.root.path(machine.paths.stack) }

    /// It changes nothing.
    func decide() throws -> Decision {
        if let older { return places.isEmpty ? .new : .keep(forThisMachine(kept), ofMachine: older) }
        let needsNone = machine.plan.secretsOfData.isEmpty
        var unfit: [String] = []
        if !needsNone, places.allSatisfy({ $0.stranger == nil }) {
            var fitting: [(store: SecretStore, path: String)] = []
            for path in candidates {
                let file = SecretsFile(machine, path)
                if !file.isThere { continue }
                do throws(SecretsFile.Unfit) {
                    try file.checkOwner(isAsPrivate: false)
                    fitting.append((try file.read(besides: stack), path))
                } catch {
                    if let failure = error.diskFailure { throw failure }
                    unfit.append("\(path) does not fit: \(error.reason)")
                }
            }
            // Only the data knows which of two files is right.
            let differing = machine.plan.secretsOfData.filter { name in
                fitting.contains { $0.store.values[name] != fitting[0].store.values[name] }
            }
            if differing.isEmpty, let found = fitting.first { return .adopt(found.store, from: found.path) }
            if !differing.isEmpty {
                let names = differing.joined(separator: ", ")
                unfit.append("these give different values for \(names): \(fitting.map(\.path).joined(separator: ", "))")
            }
        }
        if places.isEmpty || needsNone && places.allSatisfy({ $0.stranger == nil }) { return .new }
        throw refusal(unfit)
    }

    func carryOut(_ decision: Decision) throws -> Inheritance {
        switch decision {
        case .keep(let secrets, let id):
            machine.note(
                "this disk holds the data of machine \(id): keeping its secrets, which open that data, "
                    + "and taking this machine's addresses")
            show(places)
            return Inheritance(secrets: secrets, olderMachine: id, opensData: true)
        case .adopt(let secrets, let path): return try adopted(secrets, from: path)
        case .new:
            if older != nil {
                machine.note("this disk was another machine's, with no data of the app: making new secrets")
            }
            return try new()
        }
    }

    /// Without what states another machine's address: that is made again.
    private func forThisMachine(_ secrets: SecretStore) -> SecretStore {
        var secrets = secrets
        secrets.drop(machine.plan.secretsOfOneMachine)
        return secrets
    }

    /// New secrets. Those that were here are copied first.
    private func new() throws -> Inheritance {
        let copies = ReplacedFiles(machine)
        try copies.keep(machine.paths.secretsFile)
        if older == nil { try copies.keepStack() }
        return Inheritance()
    }

    // MARK: Adopting

    /// Where the secrets of a Compose project may be that was here before.
    private var candidates: [String] {
        let own = survey.projectContainers.filter { $0.project == machine.plan.stack.project }
        let folders = own.filter(\.environmentFiles.isEmpty).compactMap(\.projectFolder).map { $0 + "/.env" }
        let first = stack + "/.env"
        return [first] + Set(folders + own.flatMap(\.environmentFiles)).subtracting([first]).sorted()
    }

    func adoption(of path: String) throws -> Decision {
        if !places.isEmpty, places.allSatisfy({ $0.stranger != nil }) {
            throw Failure(
                .invalidInput, "the data on this machine is not this app's stack's; nothing was changed",
                details: places.map(\.description),
                help: "copy it to where the stack keeps its data, and remove the containers that use it; or "
                    + "`\(machine.command) provision --new-data` starts without it")
        }
        let file = SecretsFile(machine, path)
        let store: SecretStore
        do throws(SecretsFile.Unfit) {
            try file.checkOwner(isAsPrivate: true)
            store = try file.read(besides: stack)
        } catch {
            if let failure = error.diskFailure { throw failure }
            throw Failure(
                .invalidInput, "cannot adopt the secrets of \(path): \(error.reason)",
                help: "give a `.env` or a secrets.json of the app; a line NAME=VALUE gives a secret that is missing. "
                    + "Nothing was changed")
        }
        return .adopt(store, from: path)
    }

    private func adopted(_ secrets: SecretStore, from path: String) throws -> Inheritance {
        show(places)
        let names = machine.plan.secrets.map(\.name).filter { secrets.values[$0] != nil }
        let way = "\(machine.command) provision --adopt FILE"
        machine.note(
            "adopting the secrets of \(path): \(names.joined(separator: ", ")); if the app cannot open its data with them, "
                + "`\(way)` takes another file's")
        let copies = ReplacedFiles(machine)
        try copies.keep(machine.paths.secretsFile)
        try copies.keepStack()
        return Inheritance(secrets: forThisMachine(secrets), opensData: !places.isEmpty)
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
            help:
                "`\(command) --adopt FILE` takes the secrets from the `.env` or the secrets.json that belongs to this "
                + "data; `\(command) --new-data` moves the data aside, deletes none of it, and starts with new secrets")
    }
}
