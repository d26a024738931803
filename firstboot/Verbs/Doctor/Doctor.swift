import Host
import Installation
import JSON

/// Checks everything that the app needs on this machine, and fixes what can safely be fixed.
struct Doctor: Verb {
    static let answers = true
    static let name = "doctor"
    static let summary = "check everything that the app needs on this machine"
    static let onlyLooks = true
    static let flags: [Flag<Doctor>] = [
        .json { $0.json = true },
        .toggle("--fix", "run the commands that fix what is wrong, where that can harm nothing, and check again") {
            $0.fixes = true
        },
    ]

    private var json = false
    private var fixes = false

    init() {}

    func run(on machine: Machine) async throws {
        try machine.requireRoot(for: Self.name, "reads files that only root may read")
        var findings = try await Checks(machine).all()
        if fixes, try await fix(findings, on: machine) { findings = try await Checks(machine).all() }
        if json {
            machine.console.line(String(decoding: try JSONCoder.encode(findings, pretty: true), as: UTF8.self))
        } else {
            show(findings, on: machine)
        }
        let failures = findings.filter { $0.verdict == .fail }
        if failures.isEmpty { return }
        // A damaged state stays damaged; a retry cannot help.
        let isDamaged = failures.contains { $0.name == "state" }
        throw Failure(
            isDamaged ? .invalidInput : .unavailable,
            "\(failures.map(\.name).joined(separator: ", ")): not as it should be")
    }

    private func show(_ findings: [Finding], on machine: Machine) {
        for finding in findings { finding.show(on: machine.console) }
        let count = findings.count { $0.fix != nil }
        guard count > 0, !fixes else { return }
        let subject = count == 1 ? "One of these" : "\(count) of these"
        machine.console.line("\(subject) can be fixed by `\(machine.command) doctor --fix`.")
    }

    /// Runs each command once.
    ///
    /// - Returns: Whether there was anything to run.
    private func fix(_ findings: [Finding], on machine: Machine) async throws -> Bool {
        var commands: [[String]] = []
        for command in findings.compactMap(\.fix) where !commands.contains(command) { commands.append(command) }
        // With `--json`, standard output is the findings alone.
        let console = json ? Console(descriptor: 2) : machine.console
        for words in commands {
            let command = Command(words[0], Array(words.dropFirst()))
            console.line("Running \(command.line)…")
            do {
                let result = try await command.run()
                if !result.succeeded { for line in result.lastLines.suffix(10) { console.line("  \(line)") } }
            } catch {
                console.line("  \(error)")
            }
        }
        return !commands.isEmpty
    }
}
