import Installation
import Plan
import Secrets

/// Makes the missing secrets, and writes them and the desired state to the disk before anything uses them.
enum MakeValuesDurable: RolloutStep {
    static let step = Step.secrets

    static func isNeeded(in rollout: Rollout) -> Bool { !rollout.difference.isEmpty }

    static func run(_ rollout: inout Rollout) async throws {
        let machine = rollout.machine
        var target = rollout.desired.record
        var kept = rollout.secrets
        // The owner's choice counts until a rollout has ended: the first one may have been wrong.
        if rollout.desired.isNewMachine || !rollout.wasSetUp && !rollout.intent.dataChoice.isFind {
            try await takeOver(&rollout, &kept, &target)
        } else {
            kept.drop(rollout.difference.secretsToMake)
        }
        let maker = MakeSecrets(machine.plan, target.metadata, target.parameters)
        var secrets = try maker.run(keeping: kept)
        // If the rotation has begun already, its values are pending or in use.
        if let names = target.rotates, rollout.state.target?.rotates == nil, secrets.pending.isEmpty {
            secrets.pending = try maker.new(Set(names), beside: secrets)
        }
        try ParametersFile(machine).keep(rollout.desired.parametersForFile)
        rollout.state.adoptCount(of: machine.plan)
        rollout.state.target = target
        rollout.secrets = secrets
        rollout.state.begin(try RenderFiles(machine, rollout.values).digests())
        try rollout.store.save(rollout.state, secrets)
        try MoveAside.end(on: machine)
    }

    /// What a machine that is not set up yet keeps from its disk.
    private static func takeOver(
        _ rollout: inout Rollout, _ kept: inout SecretStore, _ target: inout Record
    ) async throws {
        if let data = rollout.intent.broughtData { return try await bring(data, &rollout, &kept, &target) }
        let inheritance = try await Inheritance.find(
            on: rollout.machine, rollout.intent.dataChoice, values: Values(rollout.machine.plan, target, [:]),
            kept: kept,
            older: rollout.state.latest.map(\.metadata.instanceID).flatMap {
                $0 == target.metadata.instanceID ? nil : $0
            })
        kept = inheritance.secrets
        target.adoptedFrom = inheritance.olderMachine
        // Those that the state names have run on the data that is here.
        rollout.state.adoptCount(of: rollout.machine.plan)
        let commands = inheritance.opensData ? rollout.state.commands : []
        try startOver(&rollout)
        rollout.state.commands = commands
    }

    /// The secrets and the commands of the backup, with what states another machine's address left out.
    private static func bring(
        _ data: any BroughtData, _ rollout: inout Rollout, _ kept: inout SecretStore, _ target: inout Record
    ) async throws {
        // Data that is here after that is what an interrupted run has put in place.
        if rollout.state.target?.restoredFrom == nil {
            try await Inheritance.requireNoData(on: rollout.machine, Values(rollout.machine.plan, target, [:]))
        }
        let copies = ReplacedFiles(rollout.machine)
        try copies.keep(rollout.machine.paths.secretsFile)
        try copies.keepStack()
        kept = SecretStore(values: data.secrets)
        kept.drop(rollout.machine.plan.secretsOfOneMachine)
        target.restoredFrom = data.backup
        try startOver(&rollout)
        rollout.state.commands = data.commands
    }

    /// The files stay known as the other machine's, so that no copy of its secrets is kept as the owner's work.
    private static func startOver(_ rollout: inout Rollout) throws {
        let hasDigests = !rollout.state.files.isEmpty || rollout.state.begun != nil
        rollout.state.startOver()
        // Format 1 has none.
        if !hasDigests { rollout.state.begin(try RenderFiles(rollout.machine, rollout.values).digestsOnDisk()) }
    }
}
