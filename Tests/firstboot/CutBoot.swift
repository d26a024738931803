import Foundation
import Host
import Plan
import TestSupport

/// A machine whose first boot is disturbed once and then run again.
struct CutBoot {
    /// What a pair of boots came to.
    struct Outcome {
        var wasReached: Bool
        var problems: [String]
    }

    /// An undisturbed boot failed.
    struct Unfit: Error { var lines: [String] }

    private let boot: Boot
    private let used = TemporaryFolder()
    private let processor: Int
    /// What an undisturbed boot of the same machine comes to.
    private(set) var reference = Snapshot()
    /// The state that another machine has left on the disk, by path.
    private var left: [String: String] = [:]

    private static let state = ["state", "secrets"].map { "root/var/lib/landfall/demo/\($0).json" }

    /// - Parameter processor: The one that the disturbed boots run on: on one processor Swift's tasks share one thread,
    ///   and strace counts calls for each thread.
    init(processor: Int) async throws {
        self.processor = processor
        boot = try await Boot(
            script: """
                [[ $verb == up ]] && { cat $stack/.env; echo ---; } >> \(used.file("env"))
                [[ ${KILL_AFTER-} == "$verb" || ${KILL_AFTER-} == "${!#}" ]] && kill -KILL $PPID
                """)
        try reset()
        let result = try await provision()
        guard result.status == 0 else { throw Unfit(lines: result.lastLines) }
        reference = Snapshot(root, secrets: try boot.secrets)
        for path in Self.state { left[path] = try boot.folder.read(path).replacing("\"320206672\"", with: "\"1\"") }
    }

    /// Disturbs a boot at a system call.
    func run(_ cut: Cut) async throws -> Outcome {
        try reset(as: cut.disk)
        let callsBefore = boot.docker.calls.count
        let only = cut.fault == .kill ? [] : onDisk.flatMap { ["-P", $0] }
        let first = try await provision(under: strace(only + cut.injection))
        let trace = Trace(try boot.folder.read("trace"))
        let struck = cut.fault == .kill ? trace.calls.suffix(1) : trace.injected
        let wasReached = cut.fault == .kill ? first.status == 137 : !struck.isEmpty
        var problems = wasReached ? try judge(first, cut) : []
        let judged = try await runAgain(
            callsBefore: callsBefore,
            // Showing cannot be taken back, so a rename alone lies between it and its record.
            isTwiceRight: cut.call == .rename && struck.contains { $0.contains("state.json") },
            isNoneRight: cut.fault != .kill && struck.contains { $0.contains("/console") })
        problems += judged
        return Outcome(wasReached: wasReached, problems: problems)
    }

    /// Kills a boot when a `docker` command, named by its last word or its verb, has done its work.
    func run(killedAfter command: String) async throws -> [String] {
        try reset()
        let callsBefore = boot.docker.calls.count
        let first = try await provision(environment: ["KILL_AFTER": command])
        if first.status != 137 { return ["it was not killed"] }
        return Snapshot(root, secrets: (try? boot.secrets) ?? [:]).damages(comparedTo: reference)
            + (try await runAgain(callsBefore: callsBefore))
    }

    /// The calls of an undisturbed boot, in their order.
    func trace(_ calls: String) async throws -> [String] {
        try reset()
        let result = try await provision(under: strace(["-e", "trace=\(calls)"]))
        guard result.status == 0 else { throw Unfit(lines: result.lastLines) }
        return Trace(try boot.folder.read("trace")).calls
    }

    private func judge(_ first: CommandResult, _ cut: Cut) throws -> [String] {
        let now = Snapshot(root, secrets: (try? boot.secrets) ?? [:])
        var problems = now.damages(comparedTo: reference)
        if cut.fault == .kill { return problems }
        // Where the disk fails, the files that could not be finished are taken away, if that itself does not fail.
        if cut.call != .unlink { problems += now.temporaries.map { "\($0) was left" } }
        let output = try boot.folder.read("output")
        if first.status != 0 {
            if first.status != 69 { problems.append("it ended with \(first.status)") }
            if !output.contains("error: cannot ") { problems.append("it names no error") }
        }
        return problems.isEmpty ? [] : problems + [output]
    }

    /// All that can be on a disk which fails: what a boot leaves, the temporary files before it, what it prints to.
    private var onDisk: [String] {
        let files = reference.entries.keys.flatMap { ["\(root)/\($0)", Snapshot.temporary("\(root)/\($0)")] }
        return files + [root, boot.folder.file("console"), boot.folder.file("output")]
    }

    /// Runs the boot again, undisturbed, and tells what is other than after a single one.
    private func runAgain(
        callsBefore: Int, isTwiceRight: Bool = false, isNoneRight: Bool = false
    ) async throws -> [String] {
        let durable = try? boot.folder.read(Self.state[1]).contains("\"320206672\"") ? boot.secrets : nil
        let result = try await provision()
        guard result.status == 0 else { return ["the second run ended with \(result.status)"] + result.lastLines }
        let secrets = try boot.secrets
        var problems = Snapshot(root, secrets: secrets).differences(from: reference)
        if let durable, durable != secrets { problems.append("the secrets are others than those on the disk before") }
        if left[Self.state[1]]?.contains(secrets["KEY"] ?? "") == true {
            problems.append("it has another machine's secrets")
        }
        // No service ever saw another secret than that which is on the disk.
        let given = try used.read("env").components(separatedBy: "---\n").dropLast()
        let env = try boot.read("/opt/demo/.env")
        if !given.allSatisfy({ $0 == env }) { problems.append("Compose was given other secrets than are on the disk") }
        let calls = boot.docker.calls.dropFirst(callsBefore)
        for command in ["migrate", "seed"] where !(1...2).contains(calls.filter { $0.hasSuffix(command) }.count) {
            problems.append("`\(command)` did not run once, or once more where it was cut off: \(calls)")
        }
        let shown = try boot.folder.read("console").components(separatedBy: secrets["KEY"] ?? "").count - 1
        if shown != 1 && !(shown == 2 && isTwiceRight) && !(shown == 0 && isNoneRight) {
            problems.append("the credentials were shown \(shown) times")
        }
        return problems
    }

    private var root: String { boot.folder.file("root") }

    private func reset(as disk: Cut.Disk = .blank) throws {
        try? FileManager.default.removeItem(atPath: root)
        try boot.folder.write("console", "")
        try used.write("env", "")
        guard disk == .ofAnotherMachine else { return }
        for (path, text) in left { try boot.folder.write(path, text, mode: 0o600) }
    }

    private func strace(_ options: [String]) -> [String] {
        // Children are let go when they become another program: their calls are their own.
        [
            "sh", "-c", "exec \"$0\" \"$@\" >\(boot.folder.file("output")) 2>&1", "taskset", "--cpu-list",
            "\(processor)", "timeout", "30", "strace", "-f",
            "--detach-on=execve", "-y", "--quiet=all", "--signal=none", "-o", boot.folder.file("trace"),
        ] + options
    }

    private func provision(
        under prefix: [String] = [], environment: [String: String?] = [:]
    ) async throws -> CommandResult {
        let line =
            prefix + [
                boot.binary, "provision", "--root", root, "--metadata-url", boot.metadataURL,
                "--console", boot.folder.file("console"),
            ]
        return try await Command(
            line[0], Array(line.dropFirst()), environment: boot.docker.environment.merging(environment) { $1 }
        ).run()
    }
}
