import Host
import Installation
import Plan
import Providers

/// Works out the desired machine for a verb. It changes nothing.
struct ResolveDesired {
    let machine: Machine
    let state: State?
    let secrets: SecretStore
    /// Whether each step is shown on the consoles, as on a machine that is not set up yet.
    var isShown = true
    /// Whether nothing is told about names in the owner's file that are no parameters.
    private let isQuiet: Bool

    init(
        _ machine: Machine, _ state: State?, _ secrets: SecretStore, isShown: Bool = true, isQuiet: Bool = false
    ) {
        self.machine = machine
        self.state = state
        self.secrets = secrets
        self.isShown = isShown && state?.isSetUp != true
        self.isQuiet = isQuiet
    }

    /// - Returns: nil if there is no machine for the verb.
    func run(_ intent: Intent) throws -> Desired? {
        switch intent {
        case .provision(let flags, _): try provision(flags, intent.broughtData?.parameters ?? [:])
        case .start, .restored: try state?.latest.map { try asRecorded($0, ParameterContext(state)) }
        case .updated: try state?.latest.map { try asRecorded($0, .update(from: machine.installedPlan)) }
        case .renamed(let parameter, let value): try state?.latest.map { try renamed($0, parameter, value) }
        case .takenBack: try state?.recorded.map { try asRecorded($0, .setUp) }
        case .rotate(let names): try rotate(names)
        }
    }

    private func provision(_ flags: [String: String], _ brought: [String: String]) throws -> Desired {
        let latest = state?.latest
        let detection = try Detection(machine)
        if isShown { Progress.enter(.metadata, on: machine) }
        let serial = detection.firmware.serial
        // An older release recorded placeholders too.
        let knownSerial = FirmwareSerial.trusted(latest?.serial)
        let isOtherFirmware = serial != nil && knownSerial != nil && serial != knownSerial
        // After a move to other hardware, only the provider knows which machine this is.
        let isPatient = state?.isSetUp != true || isOtherFirmware
        let read = try ReadMetadata(machine, of: detection.provider).run(patiently: isPatient)
        guard var metadata = read ?? latest?.metadata else {
            throw Failure(.unavailable, "there is no metadata for this machine", help: "run this again")
        }
        if let latest {
            metadata = metadata.keepingID(of: latest.metadata, serial: isOtherFirmware ? nil : serial)
        }
        let isNew = latest.map { $0.metadata.instanceID != metadata.instanceID } ?? true
        if isShown { Progress.enter(.parameters, on: machine) }
        // Another machine's owner gives their own values.
        let known = isNew ? [:] : latest?.given ?? [:]
        let resolved = try ResolveParameters(
            machine, metadata, in: isNew ? .firstBoot : ParameterContext(state), flags: flags, brought: brought,
            recorded: known, isQuiet: isQuiet
        ).run()
        var record = Record(
            release: machine.release, metadata: metadata, parameters: resolved.values,
            given: resolved.forState, serial: read == nil ? latest?.serial : serial)
        if let latest, !isNew {
            record.adoptedFrom = latest.adoptedFrom
            record.rotates = latest.rotates
            record.restoredFrom = latest.restoredFrom
        }
        var desired = Desired(record: record, isNewMachine: isNew, parametersForFile: resolved.forFile)
        let given = machine.plan.domain.flatMap { flags[$0.name] }
        settleDomain(&desired, before: isNew ? nil : latest, isGivenNow: given != nil)
        return desired
    }

    /// A domain that is awaited stays so. One that comes to an app without a domain is looked at first, unless the owner of
    /// a machine that is set up gives it to this very run.
    private func settleDomain(_ desired: inout Desired, before: Record?, isGivenNow: Bool) {
        guard let parameter = machine.plan.domain, let domain = desired.record.parameters[parameter.name] else {
            return
        }
        if before?.parameters[parameter.name] == domain { return }
        guard state?.isSetUp == true, let before else {
            desired.newDomain = domain
            return
        }
        if isGivenNow { return }
        if before.awaited == domain {
            desired.record.goWithout(domain, parameter)
        } else if before.awaited != nil {
            desired.newDomain = domain
        }
    }

    /// Uses this program's plan: a newer release may have parameters that have no value yet.
    private func asRecorded(_ latest: Record, _ context: ParameterContext) throws -> Desired {
        var desired = Desired(record: latest)
        guard latest.release != machine.release else { return desired }
        let resolved = try ResolveParameters(
            machine, latest.metadata, in: context, recorded: latest.given ?? [:], isQuiet: isQuiet
        ).run()
        desired.record.release = machine.release
        desired.record.parameters = resolved.values
        desired.record.given = resolved.forState.isEmpty ? nil : resolved.forState
        if latest.awaited != nil, let parameter = machine.plan.domain {
            desired.record.goWithout(resolved.values[parameter.name], parameter)
        }
        return desired
    }

    private func renamed(_ latest: Record, _ parameter: String, _ value: String) throws -> Desired {
        var desired = try asRecorded(latest, .setUp)
        desired.record.parameters[parameter] = value
        if parameter == machine.plan.domain?.name { desired.record.awaited = nil }
        // From now on, the file has it.
        desired.record.given?[parameter] = nil
        desired.parametersForFile = [parameter: value]
        return desired
    }

    private func rotate(_ names: [String]) throws -> Desired? {
        guard let state, state.isSetUp, let latest = state.latest else { return nil }
        var desired = try asRecorded(latest, .setUp)
        if !secrets.pending.isEmpty || state.target?.rotates != nil {
            machine.console.line("An earlier rotation was interrupted; finishing that one.")
            desired.record.rotates =
                latest.rotates ?? machine.plan.secrets.map(\.name).filter { secrets.pending[$0] != nil }
        } else {
            desired.record.rotates = try chosen(names)
        }
        return desired
    }

    private func chosen(_ names: [String]) throws -> [String] {
        let known = machine.plan.rotatableSecrets
        guard !known.isEmpty else {
            throw Failure(
                .usage, "\(machine.plan.app.title) has no secret that can be changed",
                help: "the publisher declares such secrets by `rotate` in app.yaml")
        }
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw Failure(
                .usage, "`\(unknown)` is not a secret that can be changed",
                help: "name some of \(known.joined(separator: ", "))")
        }
        return known.filter { names.isEmpty || names.contains($0) }
    }
}

extension Record {
    /// Lets the app go without a domain for now.
    ///
    /// - Parameter domain: nil if the owner has given none.
    mutating func goWithout(_ domain: String?, _ parameter: Parameter) {
        parameters[parameter.name] = nil
        awaited = domain
    }
}

extension Plan {
    /// The names of the secrets for which app.yaml says how to change them.
    package var rotatableSecrets: [String] { secrets.filter { $0.rotation != nil }.map(\.name) }
}
