import Foundation
import Host
import Plan
import TestSupport
import Testing

/// What the crash harness disturbs of updates.
enum UpdateCutKind: String, CaseIterable {
    /// The installed program's part: it puts the next one beside itself and lets it look.
    case asking = "update asked for"
    /// The next program's part: the exchange, the rollout, what is done afterwards.
    case update
    /// The next verb after an update that was killed in its rollout.
    case takingBack = "update taken back"
    case rollback
}

/// A machine on which an update or a rollback is disturbed once, and which then goes on.
///
/// Docker is a stand-in, since only this program's own calls are cut.
struct UpdateCutBoot: Sendable {
    let kind: UpdateCutKind
    private let boot: Boot
    private let processor: Int
    /// Holds the volume's files, the next release's program, and copies of all of it.
    private let data = TemporaryFolder()
    /// What the app is: before, and after an undisturbed run.
    private var original = "", changed = ""
    private var written: [String] = []

    private static let manager = FileManager.default
    private var root: String { boot.folder.file("root") }
    private var state: String { root + "/var/lib/landfall/demo" }
    private var volume: String { data.file("live/volume") }
    private var binary: String { root + "/usr/local/bin/democtl" }
    private var next: String { data.file("release/demo-digitalocean-\(ThisProcess.architecture)") }

    private static func plan(_ version: String) -> Plan {
        var plan = Plan.demo()
        plan.app.version = version
        plan.stack.volumes = ["data"]
        plan.stack.mounts = [StackMount(service: "web", target: "/files", source: Template(text: "./files"))]
        guard version == "2.0.0" else { return plan }
        // Another definition, a new file, a new secret, a migration.
        plan.stack.services[0].image = "web:2"
        plan.stack.files.append(StackFile(path: "new.conf", content: .verbatim(Array("new\n".utf8))))
        plan.secrets.append(SecretSpec(name: "MAIL_KEY", recipe: .hex(bytes: 16)))
        plan.environment.append(EnvironmentEntry(name: "MAIL_KEY", value: Template([.secret("MAIL_KEY")])))
        plan.afterStart.append(ServiceCommand(service: "web", run: ["convert"]))
        return plan
    }

    /// - Parameter processor: See ``CutBoot``.
    init(_ kind: UpdateCutKind, processor: Int) async throws {
        self.kind = kind
        self.processor = processor
        let live = data.file("live")
        boot = try await Boot(
            Self.plan("1.0.0"), volumes: [StandInVolume("demo_data", folder: live + "/volume")],
            script: """
                case "$*" in
                *convert)
                    echo converted >\(live)/volume/schema; echo converted >$stack/files/schema
                    # `timeout` runs it.
                    [[ -e \(live)/kill ]] && rm \(live)/kill && kill -KILL $(ps -o ppid= -p $PPID)
                    ;;
                esac
                """)
        try boot.folder.write("root/dev/console", "")
        try boot.folder.write("root/sys/class/tty/console/active", "console\n")
        try Self.manager.createDirectory(
            atPath: root + "/usr/local/bin", withIntermediateDirectories: true)
        try Self.manager.moveItem(atPath: boot.binary, toPath: binary)
        let releases = TemporaryFolder()
        let made = try Executables.stamped(Self.plan("2.0.0"), in: releases)
        try Self.manager.createDirectory(atPath: data.file("release"), withIntermediateDirectories: true)
        try Self.manager.moveItem(atPath: made, toPath: next)
        try await succeed(["provision", "--metadata-url", boot.metadataURL])
        try data.write("live/volume/rows", String(repeating: "row\n", count: 5000))
        try boot.folder.write("root/opt/demo/files/upload", "upload")
        if kind == .rollback {
            try await succeed(update)
            try data.write("live/volume/later", "later")
        }
        original = content
        try await prepare()
        try? Self.manager.removeItem(atPath: root + "/run")
        try await Self.shell("mkdir -p \(data.file("before")) \(volumes)")
        for (path, name) in places { try await Self.shell("cp -a \(path) \(data.file("before/" + name))") }
        // An undisturbed run.
        let result = try await run(words, under: lock)
        guard result.status == 0 else { throw CutBoot.Unfit(lines: result.lastLines) }
        changed = content
        guard kind == .takingBack ? changed == original : changed != original else {
            throw CutBoot.Unfit(lines: [original, changed] + result.lastLines)
        }
        written = try await writtenPaths()
        let problems = try await end(.same)
        guard problems.isEmpty else { throw CutBoot.Unfit(lines: problems) }
    }

    private var volumes: String { boot.docker.volumesFolder }
    private var places: [(path: String, name: String)] {
        [(root, "root"), (volumes, "volumes"), (data.file("live"), "live")]
    }

    private var update: [String] {
        ["update", "--from", data.file("release"), "--yes", "--no-backup"]
    }

    /// What has happened before the run that is disturbed.
    private func prepare() async throws {
        switch kind {
        case .asking: break
        case .update: try Self.manager.copyItem(atPath: next, toPath: binary + ".next")
        case .takingBack:
            try data.write("live/kill", "")
            let killed = try await run(update)
            guard killed.status == 137 else { throw CutBoot.Unfit(lines: killed.lastLines) }
        case .rollback:
            try Self.manager.copyItem(atPath: "\(state)/releases/\(kept)/program", toPath: binary + ".next")
        }
    }

    /// The release that a rollback goes back to.
    private var kept: String {
        let names = (try? Self.manager.contentsOfDirectory(atPath: state + "/releases")) ?? []
        return names.first { $0.hasPrefix("1.0.0-") } ?? ""
    }

    // MARK: The app

    /// The program, the release in the state, the files, the secret and the data. They belong together.
    private var content: String {
        let folders = [volume, root + "/opt/demo"].map { folder in
            (Self.manager.enumerator(atPath: folder)?.allObjects as? [String] ?? []).sorted().filter {
                // Data that is kept aside.
                !$0.contains("_old-")
            }.map { name in
                let bytes = Self.manager.contents(atPath: "\(folder)/\(name)") ?? Data()
                return "\(name) \(bytes.count) \(String(decoding: bytes.prefix(40), as: UTF8.self))"
            }
        }
        struct File: Decodable { var recorded: Record? }
        struct Record: Decodable { var release: Release }
        struct Release: Decodable { var version: String }
        let text = (try? boot.read("/var/lib/landfall/demo/state.json")) ?? ""
        let file = try? JSONDecoder().decode(File.self, from: Data(text.utf8))
        let program = Self.manager.contents(atPath: binary)?.suffix(3000) ?? Data()
        let isNew = String(decoding: program, as: UTF8.self).contains("MAIL_KEY")
        let keys = (try? boot.secrets) ?? [:]
        // A secret that is made is another one in each run.
        let shown = "\(folders)".replacing(keys["MAIL_KEY"] ?? "none", with: "MAIL_KEY")
        return "\(isNew ? "2.0.0" : "1.0.0") \(file?.recorded?.release.version ?? "none") \(keys["KEY"] ?? "") \(shown)"
    }

    // MARK: Running

    private var words: [String] {
        switch kind {
        case .asking: update
        case .update: ["update", "--part", "apply:9"]
        case .takingBack: ["start"]
        case .rollback: ["update", "--part", "back:9:\(kept)"]
        }
    }

    /// The lock as the installed program hands it over.
    private var lock: [String] {
        ["bash", "-c", "exec 9<>\"$0\" && exec \"$@\"", state + "/lock"]
    }

    private func run(_ words: [String], under prefix: [String] = []) async throws -> CommandResult {
        let program = words.contains("--part") ? binary + ".next" : binary
        let line = prefix + [program, words[0], "--root", root] + words.dropFirst()
        return try await Command(line[0], Array(line.dropFirst()), environment: boot.docker.environment).run()
    }

    private func succeed(_ words: [String]) async throws {
        let result = try await run(words)
        guard result.status == 0 else { throw CutBoot.Unfit(lines: result.lastLines) }
    }

    private func strace(_ options: [String]) -> [String] {
        lock + [
            "sh", "-c", "exec \"$0\" \"$@\" >\(data.file("output")) 2>&1", "taskset", "--cpu-list", "\(processor)",
            "timeout", "60", "strace", "-f", "--detach-on=execve", "-y", "--quiet=all", "--signal=none", "-o",
            data.file("trace"),
        ] + options
    }

    private static func shell(_ script: String) async throws {
        let result = try await Command("sh", ["-ec", script]).run()
        guard result.status == 0 else { throw CutBoot.Unfit(lines: result.lastLines) }
    }

    private func reset() async throws {
        for (path, name) in places {
            try await Self.shell("rm -rf \(path); cp -a \(data.file("before/" + name)) \(path)")
        }
    }

    private func traced(_ options: [String]) async throws -> String {
        try await reset()
        let calls = Cut.Call.allCases.map(\.pattern).joined(separator: ",")
        let result = try await run(words, under: strace(options + ["-e", "trace=\(calls)"]))
        guard result.status == 0 else { throw CutBoot.Unfit(lines: [try data.read("output")]) }
        return try data.read("trace")
    }

    /// All paths of the machine's disk that an undisturbed run has in its calls.
    private func writtenPaths() async throws -> [String] {
        let found = try await traced([]).matches(of: /["<](\/tmp\/landfall-test-[^">]*)[">]/).map { String($0.1) }
        return Set(found).filter { !$0.hasPrefix(boot.docker.path) }.sorted()
    }

    private func paths(of fault: Cut.Fault) -> [String] { fault == .kill ? [] : written.flatMap { ["-P", $0] } }

    func callCounts(for fault: Cut.Fault) async throws -> [Cut.Call: Int] {
        Cut.counts(in: try await traced(paths(of: fault)))
    }

    // MARK: The disturbance

    func run(_ cut: Cut) async throws -> CutBoot.Outcome {
        try await reset()
        let first = try await run(words, under: strace(paths(of: cut.fault) + cut.injection))
        let trace = Trace(try data.read("trace"))
        guard cut.fault == .kill ? first.status == 137 : !trace.injected.isEmpty else {
            return .init(wasReached: false, problems: [])
        }
        var problems = cut.fault == .kill ? [] : judge(first)
        problems += try await end(cut.recovery)
        if !problems.isEmpty { problems.append(try data.read("output")) }
        return .init(wasReached: true, problems: problems)
    }

    /// After an error there are words.
    private func judge(_ first: CommandResult) -> [String] {
        if first.status == 0 { return [] }
        let output = (try? data.read("output")) ?? ""
        var problems: [String] = []
        if ![65, 69].contains(first.status) { problems.append("it ended with \(first.status)") }
        if !output.contains("error: ") { problems.append("it names no error") }
        return problems
    }

    /// Goes on as the recovery says, and tells what is wrong then.
    private func end(_ recovery: Cut.Recovery) async throws -> [String] {
        // What is in /run is gone after a power cut.
        try? Self.manager.removeItem(atPath: root + "/run")
        var problems: [String] = []
        let again = kind == .rollback ? ["rollback", "--yes", "1.0.0"] : kind == .takingBack ? ["start"] : update
        let words =
            switch recovery {
            case .same: again
            case .provision: ["provision", "--metadata-url", boot.metadataURL]
            case .start: ["start"]
            }
        let result = try await run(words)
        // A rollback that was complete has nothing left to go back to under that name.
        let isDone = kind == .rollback && recovery == .same && result.status == 64
        if result.status != 0 && !isDone { return ["\(words[0]) ended with \(result.status)"] + result.lastLines }
        problems += wrongs(recovery == .same ? [changed] : [original, changed])
        let last = try await run(again)
        if last.status != 0 && !(kind == .rollback && last.status == 64) {
            problems += ["the next one ended with \(last.status)"] + last.lastLines
        }
        return problems + wrongs([changed]) + leftovers()
    }

    private func wrongs(_ allowed: [String]) -> [String] {
        let found = content
        var problems = allowed.contains(found) ? [] : ["the app is \(found), not \(allowed)"]
        if Self.manager.fileExists(atPath: state + "/update.json") { problems.append("update.json is there") }
        return problems
    }

    /// What no list names.
    private func leftovers() -> [String] {
        struct List: Decodable { var releases: [Release] }
        struct Release: Decodable {
            var id: String
            var data: [Place]
        }
        struct Place: Decodable { var kept: String }
        let text = (try? boot.read("/var/lib/landfall/demo/releases/releases.json")) ?? ""
        let releases = (try? JSONDecoder().decode(List.self, from: Data(text.utf8)))?.releases ?? []
        let known = releases.map(\.id)
        let lost = releases.flatMap(\.data).map(\.kept).filter { !$0.isEmpty && !Self.manager.fileExists(atPath: $0) }
        let there = ((try? Self.manager.contentsOfDirectory(atPath: state + "/releases")) ?? [])
            .filter { $0 != "releases.json" }
        let hidden = [root, data.file("live")].flatMap { folder in
            (Self.manager.enumerator(atPath: folder)?.allObjects as? [String] ?? []).filter {
                $0.hasSuffix(".landfall") || $0.hasSuffix(".restored") || $0.hasSuffix(".next")
            }
        }
        struct Old: Decodable { var volumes: [String], paths: [String] }
        let old = try? JSONDecoder().decode(
            Old.self, from: Data(((try? boot.read("/var/lib/landfall/demo/backups/old.json")) ?? "").utf8))
        let stack = root + "/opt/demo"
        let aside = ((try? Self.manager.contentsOfDirectory(atPath: stack)) ?? []).filter { $0.contains("_old-") }
        let unlisted = Set(aside.map { "\(stack)/\($0)" }).symmetricDifference(old?.paths ?? [])
            .union(Set(boot.docker.madeVolumes).symmetricDifference(old?.volumes ?? []))
        return (Array(Set(there).symmetricDifference(known)) + unlisted + lost).map { "\($0) is in no list, or lost" }
            + hidden.map { "\($0) was left" }
    }
}
