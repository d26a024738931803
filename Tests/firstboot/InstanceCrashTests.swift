import Foundation
import Host
import Plan
import TestSupport
import Testing

/// `instance add` that is cut off anywhere ends as an undisturbed one when it is run again, or at the next boot.
/// ``CrashTests`` has what follows once the instance's own program has begun its first boot.
@Suite(.serialized, .enabled(if: Tool.isInstalled("strace"), "`make setup` installs strace"))
struct InstanceCrashTests {
    @Test(arguments: Cut.Fault.allCases) func aCutAtACall(fault: Cut.Fault) async throws {
        let addition = try await CutAddition()
        var (tried, reached) = (0, 0)
        for (call, count) in try await addition.counts().sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            // Three of each kind, the first and the last among them.
            for number in Set([1, (count + 1) / 2, count]).sorted()
            where count > 0 {
                tried += 1
                let cut = Cut(kind: "add", fault: fault, call: call, count: number, recovery: .same)
                let outcome = try await addition.run(cut, byBoot: tried.isMultiple(of: 2))
                reached += outcome.wasReached ? 1 : 0
                #expect(outcome.problems == [], "\(cut)")
            }
        }
        #expect(reached > 10 && reached * 2 > tried, "\(reached) of \(tried) cut points were reached")
    }

    @Test(arguments: ["--remove-orphans", "migrate", "seed"]) func aKillWhenDockerHasDoneItsWork(
        command: String
    ) async throws {
        let addition = try await CutAddition()
        for byBoot in [false, true] {
            try addition.reset()
            #expect(try await addition.add(killedAfter: command).status == 137)
            #expect(try await addition.recover(byBoot: byBoot) == [])
        }
    }
}

/// A machine whose first instance is set up, before another is added.
private struct CutAddition {
    private let boot: Boot
    private let data = TemporaryFolder()
    /// After an undisturbed addition.
    private var reference = Snapshot()
    private var root: String { boot.folder.file("root") }

    init() async throws {
        boot = try await Boot(
            .demo(), script: "[[ ${!#} == \"$(cat \(data.file("kill")))\" ]] && kill -KILL $PPID\n")
        try data.write("kill", "")
        try SealedRoot.writeDistribution(in: boot.folder, under: "root/")
        for verb in ["prepare", "provision"] {
            let result = try await boot.run(verb)
            guard result.status == 0 else { throw CutBoot.Unfit(lines: result.lastLines) }
        }
        try FileManager.default.copyItem(atPath: root, toPath: data.file("before"))
        let result = try await add()
        guard result.status == 0 else { throw CutBoot.Unfit(lines: result.lastLines) }
        reference = try snapshot()
    }

    func reset() throws {
        try FileManager.default.removeItem(atPath: root)
        try FileManager.default.copyItem(atPath: data.file("before"), toPath: root)
        boot.docker.removeContainers()
    }

    func add(under prefix: [String] = [], killedAfter command: String = "") async throws -> CommandResult {
        try data.write("kill", command)
        defer { try? data.write("kill", "") }
        let words = ["instance", "add", "north", "--set", "domain=north.example.com", "--console", "-"]
        let line = prefix + [boot.binary] + words + ["--root", root, "--metadata-url", boot.metadataURL]
        return try await Command(line[0], Array(line.dropFirst()), environment: boot.docker.environment).run()
    }

    private func strace(_ options: [String]) -> [String] {
        // On one processor: strace counts the calls of each thread. The instance's own program is let go.
        [
            "taskset", "--cpu-list", "0", "timeout", "60", "strace", "-f", "--detach-on=execve", "-y", "--quiet=all",
            "--signal=none", "-o", data.file("trace"),
        ] + options
    }

    func counts() async throws -> [Cut.Call: Int] {
        try reset()
        let calls = Cut.Call.allCases.map(\.pattern).joined(separator: ",")
        let result = try await add(under: strace(["-e", "trace=\(calls)"]))
        guard result.status == 0 else { throw CutBoot.Unfit(lines: result.lastLines) }
        return Cut.counts(in: try data.read("trace"))
    }

    func run(_ cut: Cut, byBoot: Bool) async throws -> (wasReached: Bool, problems: [String]) {
        try reset()
        // A disk fails for the files on it alone.
        let files = cut.fault == .kill ? [] : reference.entries.keys.filter { $0.contains("north") }
        let paths = files.flatMap { ["\(root)/\($0)", Snapshot.temporary("\(root)/\($0)")] }.flatMap { ["-P", $0] }
        let result = try await add(under: strace(paths + cut.injection))
        let wasReached = cut.fault == .kill ? result.status == 137 : try data.read("trace").contains("(INJECTED)")
        var problems: [String] = []
        if cut.fault != .kill, result.status != 0, !result.mentions(["error: "]) { problems += result.lastLines }
        return (wasReached, problems + (try await recover(byBoot: byBoot)))
    }

    /// Runs it again, or what the next boot runs where the instance has its units; tells what is other than after a single
    /// run.
    func recover(byBoot: Bool) async throws -> [String] {
        let secrets = try? boot.read("/var/lib/landfall/demo@north/secrets.json")
        try? FileManager.default.removeItem(atPath: root + "/run")
        let unit = "/etc/systemd/system/multi-user.target.wants/demo-firstboot@north.service"
        let program = root + "/usr/local/bin/democtl@north"
        if byBoot, FileManager.default.fileExists(atPath: root + unit) {
            let words = ["provision", "--root", root, "--metadata-url", boot.metadataURL]
            let result = try await Command(program, words, environment: boot.docker.environment).run()
            if result.status != 0 { return ["the boot ended with \(result.status)"] + result.lastLines }
        } else {
            let result = try await add()
            let isDone = result.status == 64 && result.mentions(["demo@north is here already"])
            if result.status != 0, !isDone { return ["it ended with \(result.status)"] + result.lastLines }
        }
        let list = try await boot.run("instance", ["list"])
        var problems = list.lastLines == ["demo@north: done (1.0.0)"] ? [] : list.lastLines
        if let secrets, try boot.read("/var/lib/landfall/demo@north/secrets.json") != secrets {
            problems.append("it has other secrets than those on the disk before")
        }
        return problems + (try snapshot().differences(from: reference))
    }

    private func snapshot() throws -> Snapshot {
        struct File: Decodable { var values: [String: String] }
        let all = try ["demo", "demo@north"].map { name in
            let text = try boot.read("/var/lib/landfall/\(name)/secrets.json")
            return try JSONDecoder().decode(File.self, from: Data(text.utf8)).values
        }
        return Snapshot(root, secrets: all)
    }
}
