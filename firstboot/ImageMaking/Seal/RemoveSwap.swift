import Host
import Installation

/// Removes the swap file: it may contain anything that was in memory.
struct RemoveSwap: ImageStep {
    let machine: Machine
    let title = "Removing the swap file"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        guard machine.files.exists(SwapFile.path) else { return }
        if machine.files.root.isSystem {
            let result = try await Command("swapoff", [SwapFile.path]).run()
            if !result.succeeded { machine.note(result.lastLines.last ?? "it was not in use") }
        }
        try machine.files.remove(SwapFile.path)
    }
}
