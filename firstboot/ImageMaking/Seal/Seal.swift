import Host
import Installation

/// Removes what makes this machine one of a kind, so that its disk can become an image.
///
/// The order matters: `cloud-init clean` takes the hook away, so it comes back after it; the ssh host keys go late,
/// since other steps may want a working ssh server; the blocks are given back when nothing else is removed any more.
package struct Sealing {
    private let machine: Machine
    private let forgets: Bool

    /// - Parameter forgets: Whether a machine that is set up loses its secrets, its state and the app's data.
    package init(_ machine: Machine, forgets: Bool) {
        self.machine = machine
        self.forgets = forgets
    }

    package func run() async throws {
        try machine.requireRoot(for: "seal")
        if !forgets { try await RefuseLiveMachine(machine).run() }
        try await machine.run([StopApp(machine)])
        var lock: Lock?
        if machine.files.exists(machine.paths.state) {
            lock = try Lock.take(machine.paths.lock, in: machine.files)
            if lock == nil {
                throw Failure(.busy, "another run is at work on \(machine.plan.app.title)", help: "wait for it")
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
