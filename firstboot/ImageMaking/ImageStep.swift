import Docker
import Host
import Installation
import Page

/// One step on the way to an image. It is idempotent.
protocol ImageStep: Sendable {
    /// What it does, for the log.
    var title: String { get }
    /// Whether it needs the running system. With `--root` it is left out.
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
    /// Runs the steps in order and prints each one.
    func run(_ steps: [any ImageStep]) async throws {
        for step in steps {
            if step.needsRunningSystem && !files.root.isSystem {
                console.line("\(step.title): left out, since \(files.root.prefix) is not the running system")
                continue
            }
            console.line("\(step.title)…")
            SetupPage.enter(nil, detail: step.title)
            try await step.run()
        }
    }
}
