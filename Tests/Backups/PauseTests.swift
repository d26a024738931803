import Foundation
import Host
import Plan
import TestSupport
import Testing

/// `stop`, `before` and `after` of items, with real containers.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct PauseTests {
    private static let compose = """
        services:
          web:
            image: postgres:17
            entrypoint: [sh, -c, "echo up >>/tmp/starts; exec sleep infinity"]
            stop_signal: SIGKILL
            volumes: ["files:/srv"]
          side:
            image: postgres:17
            entrypoint: [sleep, infinity]
            stop_signal: SIGKILL
            volumes: ["rows:/srv"]
        volumes: {rows: {}, files: {}}
        """

    private static func web(_ script: String) -> ServiceCommand {
        ServiceCommand(service: "web", run: ["sh", "-ec", script])
    }

    private static let freeze = web("echo before >>/tmp/log")
    private static let thaw = web("echo after >>/tmp/log")

    private func machine(_ items: [Backup.Item]) async throws -> StoredMachine {
        let machine = try await StoredMachine(
            items, compose: Self.compose,
            services: [Service(name: "web", image: "postgres:17"), Service(name: "side", image: "postgres:17")])
        try await machine.shell("web", "echo text >/srv/file")
        return machine
    }

    /// Lets the machine's tar run a script before it copies a volume.
    private func beforeCopies(on machine: StoredMachine, _ script: String) throws -> [String: String?] {
        try machine.folder.write(
            "bin/tar",
            """
            #!/bin/sh
            export DOCKER_HOST=\(ProcessInfo.processInfo.environment["DOCKER_HOST"] ?? "")
            case "$1 $2" in "--create --file=-") \(script) ;; esac
            exec \(try #require(Tool.path(of: "tar"))) "$@"
            """, mode: 0o755)
        return ["PATH": "\(machine.folder.file("bin")):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"]
    }

    private func backUp(_ machine: StoredMachine, _ environment: [String: String?]) async throws -> CommandResult {
        let flags = ["--root", machine.folder.file("root"), "--to", machine.folder.file("out.tar.gz")]
        return try await Command(machine.binary, ["backup"] + flags, environment: environment).run()
    }

    private func begin(_ machine: StoredMachine, _ environment: [String: String?]) throws -> Process {
        let run = Process()
        run.executableURL = URL(fileURLWithPath: machine.binary)
        run.arguments = ["backup", "--root", machine.folder.file("root"), "--to", machine.folder.file("out.tar.gz")]
        run.environment = ProcessInfo.processInfo.environment.merging(environment.compactMapValues { $0 }) { $1 }
        try run.run()
        return run
    }

    private func log(_ machine: StoredMachine) async throws -> [String] {
        try await machine.shell("web", "cat /tmp/log 2>/dev/null || true").filter { !$0.isEmpty }
    }

    private func isRunning(_ service: String, _ machine: StoredMachine) async throws -> Bool {
        try await RealEngine.lines("inspect", "--format", "{{.State.Running}}", machine.container(service)) == ["true"]
    }

    private func isPaused(_ machine: StoredMachine) -> Bool {
        FileManager.default.fileExists(atPath: machine.folder.file("root/var/lib/landfall/demo/pause.json"))
    }

    @Test func servicesAreStoppedOnlyMeanwhile() async throws {
        let stopped = ["web", "side"]
        let machine = try await machine([
            Backup.Item(name: "files", store: .volume("files"), stop: stopped),
            Backup.Item(name: "rows", store: .volume("rows"), stop: stopped),
            Backup.Item(name: "again", store: .volume("rows")),
        ])
        // This one did not run before.
        _ = try await RealEngine.lines("stop", machine.container("side"))
        let state = "docker inspect --format '{{.State.Running}}' \(machine.container("web"))"
        let look = "\(state) >>\(machine.folder.file("seen"))"
        let result = try await backUp(machine, try beforeCopies(on: machine, look))
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try machine.folder.read("seen") == "false\nfalse\ntrue\n")
        #expect(try await machine.shell("web", "cat /tmp/starts") == ["up", "up"], "stopped once for both")
        #expect(try await !isRunning("side", machine))
        #expect(!isPaused(machine))
        try await machine.takeAway()
    }

    @Test func aHookFreezesAndThaws() async throws {
        let machine = try await machine([
            Backup.Item(name: "files", store: .volume("files"), before: Self.freeze, after: Self.thaw)
        ])
        let journal = machine.folder.file("root/var/lib/landfall/demo/pause.json")
        let note = "docker exec \(machine.container("web")) sh -c 'echo copy >>/tmp/log'; cp -p \(journal) "
        let result = try await backUp(machine, try beforeCopies(on: machine, note + machine.folder.file("journal")))
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try await log(machine) == ["before", "copy", "after"])
        #expect(mode(of: machine.folder.file("journal")) == 0o600)
        #expect(!isPaused(machine))
        try await machine.takeAway()
    }

    @Test func aHookThatFailsIsUndoneAndNoBackupIsMade() async throws {
        let machine = try await machine([
            Backup.Item(
                name: "files", store: .volume("files"), stop: ["side"],
                before: Self.web("echo before >>/tmp/log; echo no way; exit 3"), after: Self.thaw)
        ])
        let result = try await backUp(machine, [:])
        let text = result.lastLines.joined(separator: "\n")
        #expect(result.status == 69, "\(text)")
        #expect(text.contains("`before`") && text.contains("exit code 3") && text.contains("no way"), "\(text)")
        #expect(try await log(machine) == ["before", "after"])
        #expect(try await isRunning("side", machine))
        #expect(!machine.folder.files.contains { $0.contains("out.tar.gz") })
        #expect(try await machine.leftovers() == [])
        try await machine.takeAway()
    }

    /// A service that was only just started may not be ready for `after`.
    @Test func afterIsTriedAgain() async throws {
        let machine = try await machine([
            Backup.Item(
                name: "files", store: .volume("files"), stop: ["web"],
                after: Self.web("echo try >>/tmp/tries; test $(wc -l </tmp/tries) -gt 2; echo after >>/tmp/log"))
        ])
        let result = try await backUp(machine, [:])
        #expect(result.status == 0, "\(result.lastLines)")
        #expect(try await log(machine) == ["after"])
        #expect(result.lastLines.contains { $0.contains("trying it again for 60 s") }, "\(result.lastLines)")
        try await machine.takeAway()
    }

    @Test func anAppIsThawedAtTheDeadline() async throws {
        let machine = try await machine([
            Backup.Item(
                name: "files", store: .volume("files"), stop: ["side"], before: Self.freeze, after: Self.thaw,
                deadline: 5)
        ])
        let hang = try beforeCopies(on: machine, "touch \(machine.folder.file("begun")); exec sleep 3600")
        let clock = Stopwatch()
        let result = try await backUp(machine, hang)
        #expect(result.status == 69, "\(result.lastLines)")
        #expect(
            result.lastLines.contains { $0.contains("volume files was not copied within its deadline of 5 s") },
            "\(result.lastLines)")
        #expect(machine.folder.files.contains("begun") && clock.seconds < 60)
        #expect(Set(try await log(machine).dropFirst()) == ["after"])
        #expect(try await isRunning("side", machine))
        #expect(!isPaused(machine) && !machine.folder.files.contains { $0.contains("out.tar.gz") })
        try await machine.takeAway()
    }

    private static let both = Backup.Item(
        name: "files", store: .volume("files"), stop: ["side"], before: freeze, after: thaw)

    /// Begins a backup that hangs in its pause.
    private func hanging(_ machine: StoredMachine) async throws -> (run: Process, watcher: Int32) {
        let begun = machine.folder.file("begun")
        let hang = "touch \(begun); until test -e \(machine.folder.file("go")); do sleep 0.1; done"
        let run = try begin(machine, try beforeCopies(on: machine, hang))
        try await eventually { FileManager.default.fileExists(atPath: begun) }
        #expect(try await !isRunning("side", machine) && isPaused(machine))
        let pids = try await Command("pgrep", ["--full", "backup resume --root \(machine.folder.file("root"))"]).run()
        return (run, try #require(pids.lastLines.compactMap { Int32($0) }.first))
    }

    @Test func aKilledBackupIsThawedWithoutAnybody() async throws {
        let machine = try await machine([Self.both])
        let (run, watcher) = try await hanging(machine)
        // As Ctrl-C, a lost connection and systemd do to all processes.
        for number in [SIGINT, SIGHUP, SIGTERM] { kill(watcher, number) }
        kill(run.processIdentifier, SIGKILL)
        run.waitUntilExit()
        try await eventually { try await isRunning("side", machine) && !isPaused(machine) }
        #expect(try await log(machine) == ["before", "after"])
        try await eventually { kill(watcher, 0) != 0 }
        try machine.folder.write("go", "")
        let next = try await machine.run("backup", "--to", machine.folder.file("next.tar.gz"))
        #expect(next.status == 0, "\(next.lastLines)")
        #expect(try await machine.leftovers() == [])
        try await machine.takeAway()
    }

    /// As `systemctl stop` does.
    @Test func oneThatIsStoppedSaysSoAndClearsAway() async throws {
        let machine = try await machine([Self.both])
        let (run, watcher) = try await hanging(machine)
        kill(run.processIdentifier, SIGTERM)
        run.waitUntilExit()
        #expect(run.terminationStatus == 143)
        #expect(try await isRunning("side", machine) && !isPaused(machine))
        #expect(try await log(machine) == ["before", "after"])
        #expect(try await machine.leftovers() == [])
        #expect(!machine.folder.files.contains { $0.contains("out.tar.gz") })
        try await eventually { kill(watcher, 0) != 0 }
        try await machine.takeAway()
    }

    /// As after a power cut.
    @Test(arguments: ["start", "provision", "backup"]) func theNextVerbThaws(verb: String) async throws {
        let machine = try await machine([Self.both])
        let (run, watcher) = try await hanging(machine)
        kill(watcher, SIGKILL)
        kill(run.processIdentifier, SIGKILL)
        run.waitUntilExit()
        for service in ["web", "side"] { _ = try await RealEngine.lines("stop", machine.container(service)) }
        try machine.folder.write("go", "")
        let flags = verb == "backup" ? ["--no-verify"] : verb == "provision" ? ["--console", "-"] : []
        let next = try await Command(machine.binary, [verb, "--root", machine.folder.file("root")] + flags).run()
        #expect(next.status == 0, "\(next.lastLines)")
        #expect(next.lastLines.contains { $0.contains("An earlier backup was interrupted") }, "\(next.lastLines)")
        #expect(try await log(machine) == ["before", "after"] + (verb == "backup" ? ["before", "after"] : []))
        #expect(try await isRunning("side", machine) && !isPaused(machine))
        try await machine.takeAway()
    }
}
