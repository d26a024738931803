/// Makes the machine ready for its first boot: all that needs no value of one machine.
///
/// The units come last, so that a machine that was cut off in the middle boots without them and can be prepared anew.
struct Prepare {
    let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        try machine.requireRoot(for: .prepare)
        try await machine.run([
            InstallDocker(machine),
            LayDownStack(machine),
            LoadImages(machine),
            PullImages(machine),
            InstallBinary(machine),
            InstallHook(machine),
            InstallLoginFiles(machine),
            InstallUnits(machine),
        ])
        machine.console.line("\(machine.plan.app.title) is prepared; its first boot sets it up.")
    }
}
