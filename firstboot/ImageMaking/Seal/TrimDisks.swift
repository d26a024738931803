import Glibc
import Host
import Installation

/// Gives the free blocks back to the disk, so that a snapshot neither holds removed files nor grows by them.
struct TrimDisks: ImageStep {
    let machine: Machine
    let title = "Trimming the free space"
    let needsRunningSystem = true

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        sync()
        let result = try? await Command("fstrim", ["--all", "--verbose"]).run()
        guard let result, result.succeeded else {
            // An image without it is larger, and no less good.
            return machine.note("not possible here: \(result?.lastLines.last ?? "fstrim is not installed")")
        }
        for line in result.lastLines { machine.note(line) }
    }
}
