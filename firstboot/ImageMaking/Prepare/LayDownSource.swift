import Installation
import Plan
import Source

/// Lays down the app's source, which images are built of.
struct LayDownSource: ImageStep {
    let machine: Machine
    private let file: SourceFile
    let title = "Laying down the source"

    /// - Parameter folder: A folder of this machine that may have the archive.
    init(_ machine: Machine, from folder: String?) {
        self.machine = machine
        file = SourceFile(machine, from: folder)
    }

    func run() async throws { try await SourceRepository(machine).layDown(file) }
}
