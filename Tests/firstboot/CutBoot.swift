import Foundation
import Host
import Plan
import TestSupport

/// A machine whose first boot is disturbed at one cut point and then run again.
struct CutBoot {
    /// What a pair of boots came to.
    struct Outcome {
        var wasReached: Bool
        var problems: [String]
    }

    private let boot: Boot
    private let used = TemporaryFolder()
    private let processor: Int

    /// - Parameter processor: The one that the disturbed boots run on: on one processor Swift's tasks share one thread,
    ///   and strace counts calls for each thread.
    init(processor: Int) async throws {
        self.processor = processor
        boot = try await Boot(script: "[[ $verb == up ]] && { cat $stack/.env; echo ---; } >> \(used.file("env"))")
    }

    /// An undisturbed boot.
    func reference() async throws -> Snapshot {
        try reset()
        let result = try await provision()
        guard result.status == 0 else { throw Unfit(lines: result.lastLines) }
        return Snapshot(root, secrets: try boot.secrets)
    }

    struct Unfit: Error { var lines: [String] }

    func run(_ cut: Cut, comparedTo reference: Snapshot) async throws -> Outcome {
        try reset()
        let callsBefore = boot.docker.calls.count
        let first = try await provision(under: strace(cut.injection))
        let trace = try boot.folder.read("trace")
        let wasReached = cut.fault == .kill ? first.status == 137 : trace.contains("(INJECTED)")
        let struck = trace.split(separator: "\n").filter { $0.contains("(INJECTED)") }
        let isOurs = cut.fault == .kill || struck.contains { $0.contains(boot.folder.path) }
        var problems = wasReached && isOurs ? try judge(first, cut, reference) : []
        if first.status == 70 || (cut.fault != .kill && first.status > 127) {
            problems += ["it broke with \(first.status) at \(struck)"] + first.lastLines
        }
        let durable = try? boot.secrets
        let second = try await provision()
        if second.status != 0 { problems.append("the second run ended with \(second.status): \(second.lastLines)") }
        let secrets = try boot.secrets
        if let durable, durable != secrets { problems.append("the secrets are others than those on the disk before") }
        problems += Snapshot(root, secrets: secrets).differences(from: reference)
        problems += try judgeUse(calls: Array(boot.docker.calls.dropFirst(callsBefore)))
        // Showing cannot be taken back, so a rename alone lies between it and its record.
        let mayBeTwo = cut.call == .rename && trace.split(separator: "\n").last?.contains("state.json") == true
        problems += try judgeAnnouncements(secrets, mayBeTwo: mayBeTwo)
        return Outcome(wasReached: wasReached, problems: problems)
    }

    private func judge(_ first: CommandResult, _ cut: Cut, _ reference: Snapshot) throws -> [String] {
        var problems = Snapshot(root, secrets: (try? boot.secrets) ?? [:]).damages(comparedTo: reference)
        if cut.fault == .kill { return problems }
        if cut.call != .unlink {
            problems += Snapshot(root, secrets: [:]).temporaries.map { "\($0) was left" }
        }
        if first.status == 0 { return problems }
        if first.status != 69 { problems.append("it ended with \(first.status)") }
        if !first.lastLines.contains(where: { $0.hasPrefix("error: ") }) { problems.append("it names no error") }
        return problems.isEmpty ? [] : problems + first.lastLines
    }

    /// What Compose was given is what is on the disk: no service ever saw another secret.
    private func judgeUse(calls: [String]) throws -> [String] {
        let texts = try used.read("env").components(separatedBy: "---\n").dropLast()
        let last = try boot.read("/opt/demo/.env")
        var problems = texts.allSatisfy { $0 == last } ? [] : ["Compose was given other secrets than are on the disk"]
        for command in ["migrate", "seed"] where !(1...2).contains(calls.filter { $0.hasSuffix(command) }.count) {
            problems.append("`\(command)` did not run once, or once more where it was cut off: \(calls)")
        }
        return problems
    }

    private func judgeAnnouncements(_ secrets: [String: String], mayBeTwo: Bool) throws -> [String] {
        let shown = try boot.folder.read("console").components(separatedBy: secrets["KEY"] ?? "").count - 1
        return shown == 1 || (shown == 2 && mayBeTwo) ? [] : ["the credentials were shown \(shown) times"]
    }

    private var root: String { boot.folder.file("root") }

    private func reset() throws {
        try? FileManager.default.removeItem(atPath: root)
        try boot.folder.write("console", "")
        try used.write("env", "")
    }

    private func strace(_ options: [String]) -> [String] {
        // Children are let go when they become another program: their calls are their own.
        [
            "taskset", "--cpu-list", "\(processor)", "timeout", "20", "strace", "-f", "--detach-on=execve", "-y",
            "--quiet=all",
            "--signal=none", "-o", boot.folder.file("trace"),
        ] + options
    }

    private func provision(under prefix: [String] = []) async throws -> CommandResult {
        let line =
            prefix + [
                boot.binary, "provision", "--root", root, "--metadata-url", boot.metadataURL,
                "--console", boot.folder.file("console"),
            ]
        return try await Command(line[0], Array(line.dropFirst()), environment: boot.docker.environment).run()
    }

    /// The file calls of an undisturbed boot, in their order, one line each.
    func trace(_ calls: String) async throws -> [String] {
        try reset()
        let result = try await provision(under: strace(["-e", "trace=\(calls)"]))
        guard result.status == 0 else { throw Unfit(lines: result.lastLines) }
        return try boot.folder.read("trace").split(separator: "\n").map(String.init)
    }
}
