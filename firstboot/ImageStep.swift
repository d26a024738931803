import Glibc
import Host

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

extension Machine {
    /// Does the steps one after the other and tells of each.
    func run(_ steps: [any ImageStep]) async throws {
        for step in steps {
            if step.needsRunningSystem && !files.root.isSystem {
                console.line("\(step.title): left out, since \(options.root) is not the running system")
                continue
            }
            console.line("\(step.title)…")
            try await step.run()
        }
    }

    /// - Throws: ``Failure`` unless the whole system may be changed.
    func requireRoot(for verb: Verb) throws {
        guard files.root.isSystem, geteuid() != 0 else { return }
        throw Failure(
            .notPermitted, "`\(verb.rawValue)` changes the whole machine, which only root may",
            help: "run `sudo \(plan.app.name)ctl \(verb.rawValue)`")
    }

    /// A detail of the step at work.
    func note(_ text: String) { console.line("  \(text)") }
}
