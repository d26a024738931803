import ImageMaking
import Installation

struct Seal: Verb {
    static let name = "seal"
    static let isForMachine = true
    static let summary = "remove every trace of this machine, so that its disk can become an image"
    static let flags: [Flag<Seal>] = [
        .toggle("--forget", "also remove this machine's secrets, its state and the app's data") { $0.forgets = true }
    ]

    private var forgets = false

    init() {}

    func run(on machine: Machine) async throws { try await Sealing(machine, forgets: forgets).run() }
}
