import ImageMaking
import Installation

struct Swap: Verb {
    static let name = "swap"
    static let isForMachine = true
    static let summary = "add a swap file if memory is small, as NAME-swap.service does at boot"
    static let onlyLooks = true

    func run(on machine: Machine) async throws { try await SwapFile(machine).run() }
}
