import Docker
import Installation

/// Makes the machine ready for its first boot: all that needs no value of one machine.
///
/// What an image alone needs is done for `--image`: on a machine of an owner's the updates are the owner's affair, and
/// the provider has put its agent there for a reason.
///
/// The units come last, so that a machine that was cut off in the middle boots without them and can be prepared anew.
package struct Preparation {
    private let machine: Machine
    private let isImage: Bool
    private let archives: String?

    /// - Parameters:
    ///   - isImage: Whether the disk is to become an image, and not an owner's machine.
    ///   - archives: A folder with container images to load instead of pulling them.
    package init(_ machine: Machine, isImage: Bool, archives: String?) {
        self.machine = machine
        self.isImage = isImage
        self.archives = archives
    }

    package func run() async throws {
        try machine.requireRoot(for: "prepare")
        let image: [any ImageStep] = [ApplyUpdates(machine), AddProviderExtras(machine)]
        let steps: [any ImageStep] = [
            InstallPackages(machine),
            EnableUpdates(machine),
            SetFirewall(machine),
            LayDownStack(machine),
            LoadImages(machine, from: archives),
            PullImages(machine),
            RecordImages(machine),
            InstallBinary(machine),
            InstallHook(machine),
            InstallLoginFiles(machine),
            InstallUnits(machine),
        ]
        let refusals: [any ImageStep] = [RefuseTakenName(machine), RefuseSnapDocker(machine)]
        try await machine.run(refusals + (isImage ? image : []) + steps)
        machine.console.line("\(machine.plan.app.title) is prepared; its first boot sets it up.")
    }
}
