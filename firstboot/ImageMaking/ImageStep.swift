import Docker
import Host
import Installation

/// One step on the way to an image: doing it again changes nothing.
protocol ImageStep: Sendable {
    /// What it does, as the log says it.
    var title: String { get }
    /// Whether it works on a running system alone, and is left out where `--root` puts the files elsewhere.
    var needsRunningSystem: Bool { get }
    func run() async throws
}

extension ImageStep {
    var needsRunningSystem: Bool { false }
}

extension PullImages: ImageStep {}
extension LoadImages: ImageStep {}
extension RecordImages: ImageStep {}

extension Machine {
    /// Does the steps one after the other and tells of each.
    func run(_ steps: [any ImageStep]) async throws {
        for step in steps {
            if step.needsRunningSystem && !files.root.isSystem {
                console.line("\(step.title): left out, since \(files.root.prefix) is not the running system")
                continue
            }
            console.line("\(step.title)…")
            try await step.run()
        }
    }
}
