import Docker
import Glibc
import Installation

/// Makes the machine ready for its first boot: everything that does not depend on one machine's values.
///
/// Some steps are only for `--image`. On an owner's machine the updates are the owner's decision, and the provider's
/// agent is there for a reason.
///
/// The units come last. A machine that loses power in the middle boots without them and can be prepared again.
package struct Preparation {
    private let machine: Machine
    private let isImage: Bool
    private let archives: String?
    private let folder: OwnFolder?

    /// - Parameters:
    ///   - isImage: Whether the disk will become an image, rather than an owner's machine.
    ///   - archives: A folder with container images to load instead of pulling them.
    ///   - folder: The owner's own folder for the app.
    package init(_ machine: Machine, isImage: Bool, archives: String?, folder: OwnFolder? = nil) {
        self.machine = machine
        self.folder = folder
        self.isImage = isImage
        self.archives = archives
    }

    package func run() async throws {
        try machine.requireRoot(for: "prepare")
        // What packages make with a hardened root's mask could not be read by services.
        umask(0o022)
        try await machine.run(refusals + (isImage ? imageSteps : []) + steps)
        machine.console.line("\(machine.plan.app.title) is prepared; its first boot sets it up.")
    }

    private var refusals: [any ImageStep] {
        let machines: [any ImageStep] = [RefuseSnapDocker(machine), NoteMachine(machine)]
        return [RefuseTakenName(machine)] + (isFirst ? machines : [])
    }

    /// Whether this is not about another instance, for which the machine is prepared already.
    private var isFirst: Bool { machine.instance == nil }

    private var imageSteps: [any ImageStep] { [ApplyUpdates(machine), AddProviderExtras(machine)] }

    private var steps: [any ImageStep] {
        let machines: [any ImageStep] = [
            GiveNetworksRoom(machine), InstallPackages(machine), EnableUpdates(machine), SetFirewall(machine),
        ]
        let stack: [any ImageStep] = [
            LayDownStack(machine), NoteImages(machine), LoadImages(machine, from: archives), PullImages(machine),
            RecordImages(machine),
            InstallBinary(machine),
        ]
        let source: [any ImageStep] = machine.plan.source == nil ? [] : [LayDownSource(machine, from: archives)]
        return (folder.map { [PlaceFolder(machine, $0)] } ?? []) + (isFirst ? machines : []) + source + stack
            + Self.started(machine)
    }

    /// What starts it, and what a login shows; another instance has neither a hook nor a place there.
    private static func started(_ machine: Machine) -> [any ImageStep] {
        let firsts: [any ImageStep] = [InstallHook(machine), InstallLoginFiles(machine)]
        return (machine.instance == nil ? firsts : []) + [InstallUnits(machine)]
    }

    /// What each step of an owner's machine does, in order.
    package var titles: [String] { steps.map(\.title) }

    /// Installs what differs between the releases of an app and is none of its stack's files, on a machine that is
    /// prepared.
    package static func renew(_ machine: Machine, withFirewall: Bool) async throws {
        let firewall: [any ImageStep] = withFirewall ? [SetFirewall(machine)] : []
        try await machine.run((machine.instance == nil ? firewall : []) + started(machine))
    }
}
