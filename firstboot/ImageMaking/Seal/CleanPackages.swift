import Host
import ImageCheck
import Installation

/// Removes packages' archives and lists, which the next installation fetches anew.
struct CleanPackages: ImageStep {
    let machine: Machine
    let title = "Removing package archives and lists"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        for folder in Traces.packageCaches { try machine.files.empty(folder) }
    }
}
