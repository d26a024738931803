import Foundation
import Host
import Plan
import TestSupport

/// A machine on which one rollout is disturbed once, and which then runs again.
struct CutBoot: Sendable {
    /// What a disturbed run and its recovery came to.
    struct Outcome {
        var wasReached: Bool
        var problems: [String]
    }

    /// An undisturbed run failed.
    struct Unfit: Error { var lines: [String] }

    let kind: RolloutKind
    let machine: CutMachine
    /// What the machine is before the rollout, and after an undisturbed one.
    private(set) var before = Snapshot()
    private(set) var reference = Snapshot()
    private var olderSecrets: [String: String] { machine.olderSecrets }

    /// - Parameter processor: The one that the disturbed runs take place on: on one processor Swift's tasks share one
    ///   thread, and strace counts calls for each thread.
    init(_ kind: RolloutKind = .firstBoot, processor: Int) async throws {
        self.kind = kind
        machine = try await CutMachine(kind, processor: processor)
        before = Snapshot(machine.root, secrets: [machine.olderSecrets])
        try machine.reset()
        let callsBefore = machine.boot.docker.calls.count
        let result = try await machine.run(kind.verb)
        guard result.status == 0 else { throw Unfit(lines: result.lastLines) }
        reference = snapshot()
        let problems = try check(callsBefore: callsBefore)
        guard problems.isEmpty else { throw Unfit(lines: problems + result.lastLines) }
    }

    /// Disturbs the rollout at a system call.
    func run(_ cut: Cut) async throws -> Outcome {
        try machine.reset()
        let callsBefore = machine.boot.docker.calls.count
        let line = machine.strace(paths(of: cut.fault) + cut.injection)
        let first = try await machine.run(kind.verb, under: line)
        let trace = Trace(try machine.boot.folder.read("trace"))
        let struck = cut.fault == .kill ? trace.calls.suffix(1) : trace.injected
        let wasReached = cut.fault == .kill ? first.status == 137 : !struck.isEmpty
        var problems = wasReached ? try judge(first, cut) : []
        problems += try await recover(
            cut.recovery, callsBefore: callsBefore,
            // Showing cannot be taken back, so a rename alone lies between it and its record.
            isTwiceRight: cut.call == .rename && struck.contains { $0.contains("state.json") },
            isNoneRight: cut.fault != .kill && struck.contains { $0.contains("/console") })
        return Outcome(wasReached: wasReached, problems: problems)
    }

    /// Kills the rollout when a `docker` command, named by its last word, has done its work.
    func run(killedAfter command: String, _ recovery: Cut.Recovery) async throws -> [String] {
        try machine.reset()
        let callsBefore = machine.boot.docker.calls.count
        let first = try await machine.run(kind.verb, killedAfter: command)
        if first.status != 137 { return ["it was not killed"] }
        return snapshot().damages(comparedTo: [reference, before])
            + (try await recover(recovery, callsBefore: callsBefore))
    }

    /// The calls of an undisturbed rollout, in their order.
    ///
    /// - Parameter only: strace's options that choose some of them.
    func trace(_ calls: String, only: [String] = []) async throws -> [String] {
        try machine.reset()
        let result = try await machine.run(kind.verb, under: machine.strace(only + ["-e", "trace=\(calls)"]))
        guard result.status == 0 else { throw Unfit(lines: result.lastLines) }
        return Trace(try machine.boot.folder.read("trace")).calls
    }

    /// How often an undisturbed rollout makes each kind of call that the fault can happen at.
    func callCounts(for fault: Cut.Fault) async throws -> [Cut.Call: Int] {
        _ = try await trace(Cut.Call.allCases.map(\.pattern).joined(separator: ","), only: paths(of: fault))
        return Cut.counts(in: try machine.boot.folder.read("trace"))
    }

    /// Also of secrets whose values have changed: each by its name.
    private func snapshot() -> Snapshot { Snapshot(machine.root, secrets: [machine.secrets, olderSecrets]) }

    private func judge(_ first: CommandResult, _ cut: Cut) throws -> [String] {
        let now = snapshot()
        var problems = now.damages(comparedTo: [reference, before])
        if cut.fault == .kill { return problems }
        // Where the disk fails, the files that could not be finished are taken away, if that itself does not fail.
        if cut.call != .unlink { problems += now.temporaries.map { "\($0) was left" } }
        let output = try machine.boot.folder.read("output")
        if first.status != 0 {
            if first.status != 69 { problems.append("it ended with \(first.status)") }
            if !output.contains("error: cannot ") { problems.append("it names no error") }
        }
        return problems.isEmpty ? [] : problems + [output]
    }

    /// strace's options for the files that a fault happens to: the process ends at any call.
    private func paths(of fault: Cut.Fault) -> [String] { fault == .kill ? [] : onDisk.flatMap { ["-P", $0] } }

    /// All that can be on a disk which fails: what a rollout leaves, the temporary files before it, what it prints to.
    private var onDisk: [String] {
        let files = reference.entries.keys.flatMap { path -> [String] in
            let path = "\(machine.root)/\(path)"
            return [path, Snapshot.temporary(path)]
        }
        return files + [machine.root, machine.root + "/dev/console", machine.boot.folder.file("output")]
    }

    /// Runs again, undisturbed, and tells what is other than after a single run.
    private func recover(
        _ recovery: Cut.Recovery, callsBefore: Int, isTwiceRight: Bool = false, isNoneRight: Bool = false
    ) async throws -> [String] {
        // A rotation is to change what it has not changed yet, and one that has ended is followed by another one.
        let isOver = kind == .rotation && recovery == .same && !machine.isUnfinished
        let durable = machine.durable.filter { kind != .rotation || !isOver && olderSecrets[$0.key] != $0.value }
        // What is in /run is gone after a power cut, and changes nothing.
        try? FileManager.default.removeItem(atPath: machine.root + "/run")
        var verb = recovery == .same ? kind.verb : recovery.rawValue
        if verb != "provision", !machine.hasState { verb = "provision" }
        let result = try await machine.run(verb)
        guard result.status == 0 else { return ["\(verb) ended with \(result.status)"] + result.lastLines }
        // `start` takes up what is durable; the rest comes with the next `provision`.
        if verb == "start" {
            let again = try await machine.run("provision")
            guard again.status == 0 else { return ["provision ended with \(again.status)"] + again.lastLines }
        }
        var problems = try check(callsBefore: callsBefore, isTwiceRight: isTwiceRight, isNoneRight: isNoneRight)
        // A rotation that nothing of was durable has not begun, unless the same verb begins it.
        if kind == .rotation, recovery != .same, machine.secrets == olderSecrets {
            problems = snapshot().differences(from: before)
        }
        for (name, value) in durable where machine.secrets[name] != value {
            problems.append("\(name) is another than the one on the disk before")
        }
        return problems
    }

    /// What is wrong with a machine on which the rollout has ended.
    private func check(callsBefore: Int, isTwiceRight: Bool = false, isNoneRight: Bool = false) throws -> [String] {
        var problems = snapshot().differences(from: reference)
        let secrets = machine.secrets
        let environment = try machine.boot.read("/opt/demo/.env")
        for name in ["KEY", "MAIL_KEY"] where secrets[name].map({ !environment.contains("\(name)='\($0)'") }) == true {
            problems.append("the services are not given the \(name) that is durable")
        }
        if machine.databasePassword != secrets["KEY"] { problems.append("the secrets do not open the data") }
        if kind == .clone, secrets["KEY"] == olderSecrets["KEY"] { problems.append("it has another machine's secrets") }
        if machine.lastEnvironment != environment { problems.append("the services run with another .env") }
        let calls = machine.boot.docker.calls.dropFirst(callsBefore)
        for command in ["migrate", "seed"] {
            let count = calls.filter { $0.hasSuffix(command) }.count
            if !(kind.runsCommands ? 1...2 : 0...0).contains(count) {
                problems.append("`\(command)` ran \(count) times: \(calls)")
            }
        }
        let shown = machine.shown.components(separatedBy: secrets["KEY"] ?? "").count - 1
        let expected = kind.announces ? 1 : 0
        if shown != expected && !(shown == 2 && isTwiceRight) && !(shown == 0 && isNoneRight) {
            problems.append("the credentials were shown \(shown) times")
        }
        return problems
    }
}
