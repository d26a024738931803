import Host
import Installation

/// Removes what makes this machine one of a kind, so that its disk can become an image.
///
/// The order matters. `cloud-init clean` removes the hook, so the hook is installed again after it. The ssh host keys
/// go late, because other steps may need a working ssh server. Free blocks are trimmed when everything else is removed.
package struct Sealing {
    private let machine: Machine
    private let forgets: Bool

    /// - Parameter forgets: Whether to remove the secrets, the state and the app's data of a machine that is set up.
    package init(_ machine: Machine, forgets: Bool) {
        self.machine = machine
        self.forgets = forgets
    }

    package func run() async throws {
        try machine.requireRoot(for: "seal")
        if !machine.instances.isEmpty {
            throw Failure(
                .invalidInput, "\(machine.plan.app.title) has instances on this machine",
                details: machine.instances.map { "\($0)" },
                help: "`\(machine.command) instance remove ID --purge` removes one; an image has none")
        }
        if !forgets { try await RefuseLiveMachine(machine).run() }
        try await machine.run([StopApp(machine)])
        var lock: Lock?
        if machine.files.exists(machine.paths.state) {
            lock = try Lock.take(machine.paths.lock, in: machine.files)
            if lock == nil {
                throw Failure(.busy, "another run is working on \(machine.plan.app.title)", help: "wait until it ends")
            }
        }
        let check = CheckImage(machine)
        let updates = await check.pendingUpdates()
        try await machine.run([
            ForgetMachine(machine, withData: forgets),
            RemoveSwap(machine),
            CleanCloudInit(machine),
            InstallHook(machine),
            CleanPackages(machine),
            CleanAccounts(machine),
            CleanIdentity(machine),
            CleanLogs(machine),
            EmptyTemporaryFolders(machine),
            RemoveHostKeys(machine),
            TrimDisks(machine),
        ])
        try await check.run(updates: updates)
        machine.console.line("\(machine.plan.app.title)'s machine is sealed: switch it off and take the snapshot.")
        _ = lock
    }
}
