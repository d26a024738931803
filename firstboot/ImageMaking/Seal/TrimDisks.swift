import Glibc
import Host
import Installation

/// Trims the free blocks, so that a snapshot does not contain removed files or grow by them.
struct TrimDisks: ImageStep {
    let machine: Machine
    let title = "Trimming the free space"
    let needsRunningSystem = true

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        sync()
        let result = try? await Command("fstrim", ["--all", "--verbose"]).run()
        guard let result, result.succeeded else {
            // Without it the image is larger, but just as good.
            return machine.note("not possible here: \(result?.lastLines.last ?? "fstrim is not installed")")
        }
        for line in result.lastLines { machine.note(line) }
    }
}
