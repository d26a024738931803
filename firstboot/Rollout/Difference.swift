import Host
import Installation
import Plan
import Secrets
import Stamp

/// What a rollout would change, and why. Finding it changes nothing, and it contains no secret.
struct Difference {
    private(set) var changes: [Change] = []
    /// The secrets that are made, or made again because they state what the machine is.
    private(set) var secretsToMake: Set<String> = []
    /// Whether a file changes that services may have mounted. Compose does not notice such a change.
    private(set) var changesMountedFiles = false
    /// Whether a file changes that Compose reads.
    private(set) var changesComposeFiles = false
    /// By which running services read the files again that change.
    private(set) var reloads: [ServiceCommand] = []

    var isEmpty: Bool { changes.isEmpty }

    private let machine: Machine
    private let state: State
    private let desired: Desired
    private let inherited: String?

    /// - Parameter inherited: Why a new machine keeps these secrets; nil where it makes all of its own.
    init(
        _ machine: Machine, from state: State?, _ secrets: SecretStore, to desired: Desired, inherited: String? = nil
    ) throws {
        self.machine = machine
        self.inherited = inherited
        self.state = state ?? State()
        self.desired = desired
        whole(state, secrets)
        if let recorded = self.state.recorded, !desired.isNewMachine { compare(recorded) }
        self.secrets(secrets)
        try files(secrets)
        for command in self.state.commandsToRun(of: machine.plan) where !desired.isNewMachine {
            add(
                .command, "\(command.service): \(command.run.joined(separator: " "))",
                why: "it has not run on this data")
        }
    }

    private mutating func add(
        _ kind: Change.Kind, _ name: String? = nil, from: String? = nil, to: String? = nil, why: String
    ) {
        changes.append(Change(kind: kind, name: name, from: from, to: to, why: why))
    }

    private mutating func whole(_ state: State?, _ secrets: SecretStore) {
        if state == nil {
            add(.firstBoot, why: "this machine is not set up yet" + keptSecrets)
        } else if desired.isNewMachine {
            add(
                .newMachine, from: state?.latest?.metadata.instanceID, to: desired.record.metadata.instanceID,
                why: "the disk comes from another machine" + keptSecrets)
        } else if state?.target != nil || !secrets.pending.isEmpty {
            add(.unfinished, why: "an earlier run was interrupted")
        } else if state?.readFormat != State.currentFormat {
            add(.record, why: "an older release of Landfall wrote it")
        }
    }

    private var keptSecrets: String { inherited.map { "; the secrets stay: \($0)" } ?? "" }

    private mutating func compare(_ recorded: Record) {
        let (old, new) = (recorded.release, desired.record.release)
        if old != new, old.plan != nil || old.version != new.version {
            add(
                .release, from: old.version, to: new.version,
                why: old.version == new.version ? "its plan has changed" : "")
        }
        for parameter in machine.plan.parameters {
            let (old, new) = (recorded.parameters[parameter.name], desired.record.parameters[parameter.name])
            if old == new { continue }
            let isShown = !machine.plan.sensitiveParameters.contains(parameter.name)
            add(
                .parameter, parameter.name, from: isShown ? old : nil, to: isShown ? new : nil,
                why: isShown ? "" : "its value has changed and is not shown")
        }
        let (known, awaited) = (recorded.awaited, desired.record.awaited)
        if let parameter = machine.plan.domain, known != awaited, desired.record.parameters[parameter.name] == nil {
            let why = awaited == nil ? "" : "the app goes without it until it leads here"
            add(.parameter, parameter.name, from: known, to: awaited, why: why)
        }
        let (before, after) = (values(recorded), values(desired.record))
        for fact in MachineValue.allCases where machine.plan.machineValues.contains(fact) && fact != .bareAddress {
            let (old, new) = (before.value(fact), after.value(fact))
            if old != new { add(.fact, fact.rawValue, from: old, to: new, why: "") }
        }
    }

    private mutating func secrets(_ store: SecretStore) {
        let rotated = Set(store.pending.keys).union(state.target?.rotates == nil ? desired.record.rotates ?? [] : [])
        let restated = restatedSecrets(store)
        for spec in machine.plan.secrets {
            let why: String
            if store.values[spec.name] == nil || desired.isNewMachine && inherited == nil {
                why = "it does not exist yet"
                secretsToMake.insert(spec.name)
            } else if rotated.contains(spec.name) {
                why = "it gets a new value"
            } else if restated.contains(spec.name) {
                why = "it states what has changed"
                secretsToMake.insert(spec.name)
            } else if machine.plan.derived(from: rotated).contains(spec.name) {
                why = "it is derived from a secret that gets a new value"
            } else {
                continue
            }
            add(.secret, spec.name, why: why)
        }
    }

    /// Secrets that state something that has changed, and those derived from them. No data depends on them.
    private func restatedSecrets(_ store: SecretStore) -> Set<String> {
        // An interrupted rollout has made its own secrets before it was recorded.
        guard let old = state.latest.map(values) else { return [] }
        let new = values(desired.record)
        let names = machine.plan.secrets.filter { spec in
            spec.isMadeAgain && old.statement(of: spec.recipe) != new.statement(of: spec.recipe)
        }
        return names.isEmpty ? [] : machine.plan.derived(from: Set(names.map(\.name)))
    }

    private mutating func files(_ store: SecretStore) throws {
        let changing = Set(changes.filter { $0.kind == .secret }.compactMap(\.name))
        let render = RenderFiles(machine, desired.values(machine.plan, store))
        for folder in machine.plan.stack.folders.map({ "\(machine.paths.stack)/\($0.path)" })
        where !machine.files.exists(folder) {
            add(.file, machine.files.root.path(folder), why: "it is missing")
            changesMountedFiles = true
        }
        for file in render.files {
            guard let why = try reason(file, changing) else { continue }
            if let reload = file.reload, isInAFolder(file.path) {
                add(.file, machine.files.root.path(file.path), why: "\(why); \(reload.service) reads it while it runs")
                if !reloads.contains(reload) { reloads.append(reload) }
                continue
            }
            add(.file, machine.files.root.path(file.path), why: why)
            if render.composePaths.contains(file.path) {
                changesComposeFiles = true
            } else {
                changesMountedFiles = true
            }
        }
    }

    /// A container does not see a new folder in the place of one that it has mounted.
    private func isInAFolder(_ path: String) -> Bool {
        machine.files.exists(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
    }

    /// Why a file is written; nil if it is as it should be.
    private func reason(_ file: RenderedFile, _ changing: Set<String>) throws -> String? {
        let named = file.secretNames.filter(changing.contains)
        if !named.isEmpty { return "it contains \(named.joined(separator: ", "))" }
        guard let onDisk = try machine.laidDown(file.path) else { return "it is missing" }
        let digest = SHA256.hex(try file.bytes())
        // After an interrupted run, the file on the disk does not show what the services have seen.
        let recorded = state.files[file.path] ?? (state.target == nil ? SHA256.hex(onDisk) : nil)
        return recorded == digest ? nil : "its content has changed"
    }

    private func values(_ record: Record) -> Values { Values(machine.plan, record, [:]) }
}
