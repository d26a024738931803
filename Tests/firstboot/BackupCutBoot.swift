import Foundation
import Host
import Plan
import TestSupport
import Testing

/// What the crash harness disturbs of backups.
enum BackupCutKind: String, CaseIterable {
    case toFile = "backup to a file"
    case toRepository = "backup to a repository"
    case restore
    /// The next verb after a restore that was killed when it had exchanged everything.
    case takingBack = "restore taken back"
}

/// A machine on which a backup or a restore is disturbed once, and which then goes on.
///
/// A real tar and a real SQLite work; Docker and restic are stand-ins, since only this program's own calls are cut.
struct BackupCutBoot: Sendable {
    let kind: BackupCutKind
    private let boot: Boot
    private let processor: Int
    /// Holds the volume's files, the archives, what the stand-ins note, and copies of all of it.
    private let data = TemporaryFolder()
    /// What the app has and which KEY opens it: before, and as the backup has it.
    private var original = "", restored = ""
    /// Where an undisturbed run writes.
    private var written: [String] = []

    private static let manager = FileManager.default
    private var root: String { boot.folder.file("root") }
    private var state: String { root + "/var/lib/landfall/demo" }
    private var volume: String { data.file("live/volume") }

    private static var plan: Plan {
        var plan = Plan.demo()
        plan.stack.volumes = ["data"]
        let command = { ServiceCommand(service: "web", run: [$0]) }
        plan.backup = Backup(items: [
            .init(
                name: "data", store: .volume("data"), stop: ["db"], before: command("freeze"), after: command("thaw")),
            .init(name: "files", store: .path("./files")),
            .init(name: "local", store: .sqlite(source: "./local", path: "app.db")),
        ])
        return plan
    }

    /// - Parameter processor: See ``CutBoot``.
    init(_ kind: BackupCutKind, processor: Int) async throws {
        self.kind = kind
        self.processor = processor
        let live = data.file("live")
        boot = try await Boot(
            Self.plan, volumes: [StandInVolume("demo_data", folder: live + "/volume")],
            script: """
                [[ $verb == up && -e \(live)/kill ]] && rm \(live)/kill && kill -KILL $PPID
                case "$*" in
                "stop id-of-db") touch \(live)/stopped ;;
                "start id-of-db") rm -f \(live)/stopped ;;
                *freeze) touch \(live)/frozen ;;
                *thaw) rm -f \(live)/frozen ;;
                esac
                """)
        try data.write("bin/restic", Self.restic, mode: 0o755)
        try boot.folder.write("root/dev/console", "")
        try boot.folder.write("root/sys/class/tty/console/active", "console\n")
        try fill("first")
        try await succeed(["provision", "--metadata-url", boot.metadataURL])
        if kind == .restore || kind == .takingBack {
            try await succeed(["backup", "--to", data.file("backup.tar.gz")])
            restored = content
            // The secret that the app has now is another one than in the backup.
            try boot.rewriteState(try #require(try boot.secrets["KEY"]), String(repeating: "ab", count: 16))
            try await succeed(["provision", "--metadata-url", boot.metadataURL])
            try fill("second")
        }
        original = content
        if kind == .toFile || kind == .toRepository { restored = original }
        if kind == .takingBack {
            try data.write("live/kill", "")
            let killed = try await run(["restore", data.file("backup.tar.gz")])
            guard killed.status == 137 else { throw CutBoot.Unfit(lines: killed.lastLines) }
        }
        try? Self.manager.removeItem(atPath: root + "/run")
        try await copy("live", to: "before/live")
        let volumes = boot.docker.volumesFolder
        try await Self.shell("cp -a \(root) \(data.file("before/root")); mkdir -p \(volumes)")
        try await Self.shell("cp -a \(volumes) \(data.file("before/volumes"))")
        written = try await self.places()
        let problems = try await end(.same)
        guard problems.isEmpty else { throw CutBoot.Unfit(lines: problems) }
    }

    /// What restic does as far as this program uses it: a snapshot is there whole, or not at all.
    private static let restic = #"""
        #!/bin/bash
        cat >/dev/null
        verb=$1
        case $verb in
        unlock) [[ -e $RESTIC_REPOSITORY/config ]] || { echo "Fatal: $RESTIC_REPOSITORY/config does not exist"; exit 1; } ;;
        init) mkdir -p "$RESTIC_REPOSITORY/snapshots" && touch "$RESTIC_REPOSITORY/config" ;;
        backup)
            id=$(date +%s%N)
            cp -a . "$RESTIC_REPOSITORY/$id" && mv "$RESTIC_REPOSITORY/$id" "$RESTIC_REPOSITORY/snapshots" || exit 1
            echo "{\"message_type\":\"summary\",\"snapshot_id\":\"$id\"}" ;;
        snapshots | forget) echo "[]" ;;
        esac
        """#

    // MARK: The app's data

    private func fill(_ text: String) throws {
        try? Self.manager.removeItem(atPath: data.file("live"))
        try data.write("live/volume/sub/a", String(repeating: text, count: 20_000))
        try data.write("live/volume/" + text, text)
        try? Self.manager.removeItem(atPath: root + "/opt/demo/files")
        try boot.folder.write("root/opt/demo/files/" + text, text)
        let database = root + "/opt/demo/local/app.db"
        try Self.manager.createDirectory(atPath: root + "/opt/demo/local", withIntermediateDirectories: true)
        let sql = "CREATE TABLE IF NOT EXISTS notes (text); DELETE FROM notes; INSERT INTO notes VALUES ('\(text)')"
        let made = try #require(Tool("sqlite3")).run([database, sql])
        try #require(made.status == 0, "\(made.output)")
    }

    /// The files, the rows, and the secret that belongs to them.
    private var content: String {
        let folders = [volume, root + "/opt/demo/files"].map { folder in
            (Self.manager.enumerator(atPath: folder)?.allObjects as? [String] ?? []).sorted().map { name in
                let bytes = Self.manager.contents(atPath: "\(folder)/\(name)") ?? Data()
                return "\(name) \(bytes.count) \(String(decoding: bytes.prefix(20), as: UTF8.self))"
            }
        }
        let rows =
            (try? Tool("sqlite3")?.run([root + "/opt/demo/local/app.db", "SELECT text FROM notes"]))?.output ?? ""
        let key = (try? boot.secrets["KEY"]) ?? "none"
        return "\(folders) \(rows) \(key)"
    }

    // MARK: Running

    private var arguments: [String] {
        switch kind {
        case .toFile: ["backup", "--to", data.file("live/out.tar.gz")]
        case .toRepository: ["backup"]
        case .restore: ["restore", data.file("backup.tar.gz")]
        case .takingBack: ["start"]
        }
    }

    private var environment: [String: String?] {
        var environment = boot.docker.environment
        environment["PATH"] = "\(data.file("bin")):\((environment["PATH"] ?? nil) ?? "")"
        return environment
    }

    private func run(_ words: [String], under prefix: [String] = []) async throws -> CommandResult {
        let line = prefix + [boot.binary, words[0], "--root", root] + words.dropFirst()
        return try await Command(line[0], Array(line.dropFirst()), environment: environment).run()
    }

    private func succeed(_ words: [String]) async throws {
        let result = try await run(words)
        guard result.status == 0 else { throw CutBoot.Unfit(lines: result.lastLines) }
    }

    private func strace(_ options: [String]) -> [String] {
        [
            "sh", "-c", "exec \"$0\" \"$@\" >\(data.file("output")) 2>&1", "taskset", "--cpu-list", "\(processor)",
            "timeout", "60", "strace", "-f", "--detach-on=execve", "-y", "--quiet=all", "--signal=none", "-o",
            data.file("trace"),
        ] + options
    }

    private static func shell(_ script: String) async throws {
        let result = try await Command("sh", ["-ec", script]).run()
        guard result.status == 0 else { throw CutBoot.Unfit(lines: result.lastLines) }
    }

    private func copy(_ name: String, to other: String) async throws {
        try Self.manager.createDirectory(atPath: data.file("before"), withIntermediateDirectories: true)
        try await Self.shell("rm -rf \(data.file(other)); cp -a \(data.file(name)) \(data.file(other))")
    }

    private func reset() async throws {
        for (path, name) in [(root, "root"), (boot.docker.volumesFolder, "volumes")] {
            try await Self.shell("rm -rf \(path); cp -a \(data.file("before/" + name)) \(path)")
        }
        try await copy("before/live", to: "live")
    }

    /// All paths of the machine's disk that an undisturbed run has in its calls.
    private func places() async throws -> [String] {
        try await reset()
        let calls = Cut.Call.allCases.map(\.pattern).joined(separator: ",")
        let result = try await run(arguments, under: strace(["-e", "trace=\(calls)"]))
        guard result.status == 0 else { throw CutBoot.Unfit(lines: [try data.read("output")]) }
        let trace = try data.read("trace")
        let found = trace.matches(of: /["<](\/tmp\/landfall-test-[^">]*)[">]/).map { String($0.1) }
        return Set(found).filter { !$0.hasPrefix(boot.docker.path) }.sorted()
    }

    private func paths(of fault: Cut.Fault) -> [String] { fault == .kill ? [] : written.flatMap { ["-P", $0] } }

    func callCounts(for fault: Cut.Fault) async throws -> [Cut.Call: Int] {
        try await reset()
        let calls = Cut.Call.allCases.map(\.pattern).joined(separator: ",")
        let result = try await run(arguments, under: strace(paths(of: fault) + ["-e", "trace=\(calls)"]))
        guard result.status == 0 else { throw CutBoot.Unfit(lines: [try data.read("output")]) }
        return Cut.counts(in: try data.read("trace"))
    }

    // MARK: The disturbance

    func run(_ cut: Cut) async throws -> CutBoot.Outcome {
        try await reset()
        let first = try await run(arguments, under: strace(paths(of: cut.fault) + cut.injection))
        let trace = Trace(try data.read("trace"))
        guard cut.fault == .kill ? first.status == 137 : !trace.injected.isEmpty else {
            return .init(wasReached: false, problems: [])
        }
        var problems = try await partialBackups()
        if cut.fault == .kill {
            try await awaitWatcher(killing: cut.recovery != .same)
        } else {
            problems += judge(first, cut)
        }
        problems += try await end(cut.recovery)
        if !problems.isEmpty { problems.append(try data.read("output")) }
        return .init(wasReached: true, problems: problems)
    }

    /// A process of its own lets the app go on. It is killed too where a power cut is meant.
    private func awaitWatcher(killing: Bool) async throws {
        let pattern = "backup resume --root \(root)"
        try await eventually(within: .seconds(90)) {
            let found = try await Command("pgrep", ["--full", pattern]).run().lastLines.compactMap { Int32($0) }
            if killing { for id in found { kill(id, SIGKILL) } }
            return found.isEmpty
        }
    }

    /// After an error there are words, and the app is as it was.
    private func judge(_ first: CommandResult, _ cut: Cut) -> [String] {
        var problems: [String] = []
        let output = (try? data.read("output")) ?? ""
        if first.status != 0 {
            if ![65, 69].contains(first.status) { problems.append("it ended with \(first.status)") }
            if !output.contains("error: ") { problems.append("it names no error") }
        }
        return problems
    }

    /// Backups that count and are not whole.
    private func partialBackups() async throws -> [String] {
        var problems: [String] = []
        let check =
            "sha256sum --check --strict --quiet SHA256SUMS && test $(find . -type f | wc -l) = $(($(wc -l <SHA256SUMS) + 1))"
        let file = data.file("live/out.tar.gz")
        if Self.manager.fileExists(atPath: file) {
            let script = "mkdir $1 && tar xzf \(file) -C $1 && (cd $1 && \(check)); s=$?; rm -r $1; exit $s"
            let result = try await Command("sh", ["-c", script, "sh", data.file("unpacked")]).run()
            if !result.succeeded { problems.append("out.tar.gz is partial: \(result.lastLines)") }
        }
        let snapshots = state + "/backups/repository/snapshots"
        for name in (try? Self.manager.contentsOfDirectory(atPath: snapshots)) ?? [] {
            let result = try await Command("sh", ["-c", "cd \(snapshots)/\(name) && \(check)"]).run()
            if !result.succeeded { problems.append("the snapshot is partial: \(result.lastLines)") }
        }
        return problems
    }

    /// Goes on as the recovery says, and tells what is wrong then.
    private func end(_ recovery: Cut.Recovery) async throws -> [String] {
        // What is in /run is gone after a power cut.
        try? Self.manager.removeItem(atPath: root + "/run")
        var problems: [String] = []
        let words =
            switch recovery {
            case .same: arguments
            case .provision: ["provision", "--metadata-url", boot.metadataURL]
            case .start: ["start"]
            }
        let result = try await run(words)
        // A backup that was complete is not overwritten.
        let isThere = kind == .toFile && recovery == .same && result.status == 64
        if result.status != 0 && !isThere { return ["\(words[0]) ended with \(result.status)"] + result.lastLines }
        switch (kind, recovery) {
        case (.restore, .same), (.toFile, _), (.toRepository, _): problems += wrongs([restored])
        case (.restore, _): problems += wrongs([original, restored])
        case (.takingBack, _): problems += wrongs([original])
        }
        // What the killed run has left goes with the next one of its kind.
        try? Self.manager.removeItem(atPath: data.file("live/out.tar.gz"))
        let again = try await run(kind == .takingBack ? ["restore", data.file("backup.tar.gz")] : arguments)
        if again.status != 0 { problems += ["the next one ended with \(again.status)"] + again.lastLines }
        problems += wrongs([restored]) + leftovers() + (try await partialBackups())
        return problems
    }

    /// - Parameter allowed: See ``content``.
    private func wrongs(_ allowed: [String]) -> [String] {
        var problems: [String] = []
        if !allowed.contains(content) { problems.append("the app has \(content), not \(allowed)") }
        for name in ["stopped", "frozen"] where Self.manager.fileExists(atPath: data.file("live/" + name)) {
            problems.append("the app is \(name)")
        }
        let key = (try? boot.secrets["KEY"]) ?? "none"
        if (try? boot.read("/opt/demo/.env"))?.contains("KEY='\(key)'") != true {
            problems.append("the services have another KEY")
        }
        for name in ["pause.json", "restore.json"] where Self.manager.fileExists(atPath: "\(state)/\(name)") {
            problems.append("\(name) is there")
        }
        return problems
    }

    private func leftovers() -> [String] {
        let known = ["making", "repository", "old.json", "cache", "record.json"]
        let backups = ((try? Self.manager.contentsOfDirectory(atPath: state + "/backups")) ?? [])
            .filter { !known.contains($0) }
        let making = (try? Self.manager.contentsOfDirectory(atPath: state + "/backups/making")) ?? []
        let hidden = [root, data.file("live")].flatMap { folder in
            (Self.manager.enumerator(atPath: folder)?.allObjects as? [String] ?? []).filter {
                $0.hasSuffix(".landfall") || $0.hasSuffix(".restored")
            }
        }
        return (backups + making + hidden).map { "\($0) was left" }
    }
}
