import Host
import ImageCheck
import Installation

/// Removes package archives and lists. The next installation fetches them again.
struct CleanPackages: ImageStep {
    let machine: Machine
    let title = "Removing package archives and lists"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        for folder in Traces.packageCaches { try machine.files.empty(folder) }
    }
}
