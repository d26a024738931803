import Edge
import Host
import ImageMaking
import Installation
import Plan
import Rollout

/// Adds an instance of the app: what `install` does for the first one, without what the machine has already.
///
/// Whatever can be refused is refused before anything is written. Then each step may run again: after a power cut `instance
/// add` with the same ID goes on, and so does the next boot once the instance has its units.
struct AddInstance {
    var domain: String?
    var parameters: [String: String] = [:]
    var asksNothing = false
    var metadataURL: String?
    /// The folder with the files that the instance's owner brings.
    var config: String?
    /// Flags that `provision` gets.
    var passed: [String] = []
    /// Whether a backup has its values.
    var restores = false

    func run(_ id: InstanceID, on first: Machine) async throws {
        try first.requireRoot(for: "instance add")
        guard first.files.exists(first.paths.binary) else {
            throw Failure(
                .usage, "this machine is not prepared for \(first.plan.app.title)",
                help: "install it first; instances are added by `\(first.command) instance add ID`")
        }
        var machine = first.instance(id)
        machine.metadataURL = metadataURL
        guard try !isComplete(machine) else {
            throw Failure(
                .usage, "\(machine.paths.name) is here already",
                help: "`\(machine.command) status` shows how it is; `\(machine.command) configure` changes its values")
        }
        try refuseCollisions(first)
        let files = try BroughtFiles(machine, of: first, from: config).read()
        var values = parameters
        if let domain { values[try domainParameter(of: machine).name] = domain }
        try ResolveParameters.refuseUnknown(values, machine)
        let asks = !asksNothing && Terminal() != nil
        if !asks, !restores { try requireFree(machine, values) }
        try await setUp(machine, values, files)
        let program = machine.files.root.path(machine.paths.binary)
        throw ThisProcess.become(
            [program, Provision.name] + passed
                + (metadataURL.map { ["--metadata-url", $0] } ?? []) + machine.rootWords)
    }

    private func isComplete(_ machine: Machine) throws -> Bool {
        guard machine.files.exists(machine.paths.binary) else { return false }
        return try StateStore(machine).load().state?.isSetUp == true
    }

    private func domainParameter(of machine: Machine) throws -> Parameter {
        if let found = machine.plan.parameters.first(where: { $0.kind == .hostname }) { return found }
        throw Failure(
            .usage, "\(machine.plan.app.title) has no parameter for a domain",
            help: "its publisher adds one of type `hostname` to app.yaml")
    }

    /// - Throws: ``Failure`` if a value is missing or wrong, or another instance or app has the host name.
    private func requireFree(_ machine: Machine, _ parameters: [String: String]) throws {
        let values = try Rollout.values(.provision(flags: parameters, data: .find), on: machine)
        if let values { try MachineEdge(machine).requireFree(values) }
    }

    /// `landfall check` says so too, where app.yaml has `instances`.
    private func refuseCollisions(_ first: Machine) throws {
        let collisions = first.plan.stack.collisions
        guard !collisions.isEmpty else { return }
        throw Failure(
            .invalidInput, "\(first.plan.app.title) can have no second instance on a machine", details: collisions,
            help: "its publisher can change that, and says so by `instances` in app.yaml; nothing was changed")
    }

    private func setUp(
        _ machine: Machine, _ parameters: [String: String], _ files: [Files.Write]
    ) async throws {
        machine.console.line("Adding \(machine.paths.name)…")
        try machine.files.createFolder(machine.paths.state, mode: 0o700)
        // The unit of a boot may be at work on one that was not added to the end.
        let lock = try Rollout.takeLock(machine)
        let values = parameters.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] }
        let words = [Configure.name] + values + (asksNothing || restores ? ["--no-questions"] : [])
        if case .verb(let configure) = try Invocation.parse(words).action { try await configure.run(on: machine) }
        if !files.isEmpty {
            try machine.files.createFolder(machine.paths.stack)
            try machine.layDown(files)
        }
        try await Preparation(machine, isImage: false, archives: nil).run()
        _ = lock
    }
}
