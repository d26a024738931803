import Installation

/// Applies all pending updates before anything is installed. Every marketplace refuses an image that lacks one.
struct ApplyUpdates: ImageStep {
    let machine: Machine
    let title = "Applying the pending updates"
    let needsRunningSystem = true

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws { try await machine.packaging().packageManager(machine.console).upgrade() }
}
