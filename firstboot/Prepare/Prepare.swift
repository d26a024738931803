/// Makes the machine ready for its first boot: all that needs no value of one machine.
///
/// What an image alone needs is done for `--image`: on a machine of an owner's the updates are the owner's affair, and
/// the provider has put its agent there for a reason.
///
/// The units come last, so that a machine that was cut off in the middle boots without them and can be prepared anew.
struct Prepare {
    let machine: Machine

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        try machine.requireRoot(for: .prepare)
        let image: [any ImageStep] = [ApplyUpdates(machine), AddProviderExtras(machine)]
        let steps: [any ImageStep] = [
            InstallPackages(machine),
            EnableUpdates(machine),
            SetFirewall(machine),
            LayDownStack(machine),
            LoadImages(machine),
            PullImages(machine),
            RecordImages(machine),
            InstallBinary(machine),
            InstallHook(machine),
            InstallLoginFiles(machine),
            InstallUnits(machine),
        ]
        try await machine.run((machine.options.isImage ? image : []) + steps)
        machine.console.line("\(machine.plan.app.title) is prepared; its first boot sets it up.")
    }
}
