import Host
import Installation
import JSON
import Plan
import Secrets
import Synchronization
import Text

/// A restic repository and the calls of restic on it. Only what restic 0.12 has is used (Ubuntu 22.04).
///
/// The repository's address and its access keys never are arguments: an address may hold a password. The repository's
/// own password is restic's standard input.
struct Restic: Sendable {
    /// Of the repository.
    let settings: RepositorySettings
    private let key: Secret
    private let machine: Machine
    private let hide: Redactor

    /// Tells the app's backups from what others keep in the repository.
    static let tag = "landfall"
    private static let verifiedTag = "verified"
    private static let unverifiedTag = "not-verified"

    /// - Parameter hide: Takes the machine's secrets out of what restic says.
    init(_ settings: RepositorySettings, key: Secret, _ machine: Machine, hiding hide: Redactor) {
        self.settings = settings
        self.key = key
        self.machine = machine
        self.hide = hide
    }

    /// A backup in the repository.
    struct Snapshot: Sendable {
        /// restic's.
        var id: String
        /// The backup's; the time at which it was made.
        var name: String
        var isVerified: Bool
    }

    /// restic's name of the machine. It stays when the machine's own name changes: retention goes by it.
    private var host: String { machine.paths.name }

    private func command(_ arguments: [String], folder: String? = nil) -> Command {
        var environment = settings.environment.mapValues { Optional($0) }
        environment["RESTIC_REPOSITORY"] = settings.repository
        // Without it restic would read the same, and say so between the lines of its answer.
        environment["RESTIC_PASSWORD_FILE"] = "/dev/stdin"
        environment["RESTIC_CACHE_DIR"] = machine.files.root.path("\(machine.paths.backups)/cache")
        environment["LC_ALL"] = "C"
        environment["TZ"] = "UTC"
        // restic writes a status 60 times a second otherwise.
        environment["RESTIC_PROGRESS_FPS"] = "0.1"
        return Command(
            "restic", arguments, folder: folder, environment: environment,
            inherited: ["PATH", "HOME", "http_proxy", "https_proxy", "no_proxy"])
    }

    private func run(
        _ arguments: [String], folder: String? = nil, onLine: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> CommandResult {
        do {
            return try await command(arguments, folder: folder).run(
                input: Array((key.revealed + "\n").utf8), onLine: onLine)
        } catch CommandFailure.notFound {
            throw Failure(
                .unavailable, "restic is not installed, and backups are kept in its repository",
                help: "install the package restic, or write the backup to a file with --to FILE.tar.gz")
        }
    }

    // MARK: The repository

    /// Makes sure that the repository answers and opens.
    ///
    /// - Parameter creating: Whether to create it where there is none.
    func open(creating: Bool) async throws {
        // It opens the repository, and removes the locks of restics that were killed; those of others that run stay.
        let found = try await run(["unlock"])
        if found.succeeded { return }
        let text = found.lastLines.joined(separator: "\n")
        if text.contains("wrong password") || text.contains("no key found") {
            throw Failure(
                .invalidInput, "the repository \(settings.title) has another recovery key", details: shown(found),
                help: "the machine that made it showed its key with the credentials, as `Backup key`")
        }
        let isMissing = Self.absences.contains(where: text.contains) && !Self.refusals.contains(where: text.contains)
        guard isMissing else { throw await unreachable(found) }
        guard creating else {
            throw Failure(
                .unavailable, "there is no repository at \(settings.title)", details: shown(found),
                help: "check its address; `\(machine.command) backup configure --repository URL` creates one")
        }
        let made = try await run(["init"])
        if !made.succeeded { throw await unreachable(made) }
    }

    /// What restic's backends say of a repository that is not there.
    private static let absences = [
        "does not exist", "no such file", "The specified key does not exist", "404",
    ]
    /// What they say of a wrong access key.
    ///
    /// Source: S3's error codes; rest-server's and ssh's messages.
    private static let refusals = [
        "Access Key Id you provided does not exist", "signature we calculated does not match", "Access Denied",
        "AccessDenied", "401 Unauthorized", "403 Forbidden", "Permission denied (",
    ]

    private func unreachable(_ failed: CommandResult) async -> Failure {
        var result = failed
        if let address = SFTPAddress(settings.repository) { result.lastLines += await address.complaint() }
        if result.lastLines.contains(where: { line in Self.refusals.contains(where: line.contains) }) {
            return Failure(
                .unavailable, "the repository \(settings.title) refuses the access keys", details: shown(result),
                help:
                    "`\(machine.command) backup configure --repository URL --keys FILE` sets others; for sftp, root's ssh "
                    + "key must be allowed there")
        }
        // ssh's words.
        if result.lastLines.contains(where: {
            $0.contains("Host key verification failed") || $0.contains("host key is known for")
        }) {
            return Failure(
                .unavailable, "the host key of \(settings.title) is not known", details: shown(result),
                help: "log in there once as root by ssh, and compare the key that it shows")
        }
        if result.lastLines.contains(where: { $0.contains("parsing repository location failed") }) {
            return Failure(
                .usage, "`\(settings.title)` is no name of a restic repository", details: shown(result),
                help: "write \(RepositorySettings.forms)")
        }
        if settings.repository.hasPrefix("/") {
            return Failure(
                .unavailable, "the folder \(settings.title) cannot be used as a repository", details: shown(result),
                help: "check that its disk is mounted, that it has room, and that root can write there")
        }
        return Failure(
            .unavailable, "the repository \(settings.title) cannot be reached", details: shown(result),
            help: "check the network and the repository's settings: `\(machine.command) backup configure` tries them")
    }

    private func shown(_ result: CommandResult) -> [String] {
        let hideKeys = Redactor(hiding: [key.revealed] + settings.environment.values)
        return result.lastLines.suffix(5).map { hideKeys(hide(VisibleText.of($0))) }
    }

    // MARK: Backups in it

    /// Stores a tree.
    func store(_ tree: BackupTree, isVerified: Bool) async throws {
        let tags = [Self.tag, tree.id, isVerified ? Self.verifiedTag : Self.unverifiedTag]
        let id = try await store(folder: tree.path(""), tags: tags, time: Self.time(of: tree.id))
        machine.note("stored as \(id.prefix(8))")
    }

    /// The moment of a backup as restic takes it, such as `2026-03-01 04:00:00`; nil for another name.
    private static func time(of name: String) -> String? {
        let digits = name.filter(\.isNumber)
        guard digits.utf8.count == 14 else { return nil }
        let parts = [4, 2, 2, 2, 2, 2].reduce(into: (rest: digits[...], parts: [Substring]())) { state, length in
            state.parts.append(state.rest.prefix(length))
            state.rest = state.rest.dropFirst(length)
        }.parts
        return parts.prefix(3).joined(separator: "-") + " " + parts.dropFirst(3).joined(separator: ":")
    }

    private func store(folder: String, tags: [String], time: String? = nil) async throws -> String {
        struct Summary: Decodable {
            var message_type: String
            var snapshot_id: String?
        }
        let isTold = Atomic(false)
        let result = try await run(
            ["backup", "--json", "--host", host] + (time.map { ["--time", $0] } ?? [])
                + tags.flatMap { ["--tag", $0] } + ["."],
            folder: folder
        ) { [machine] line in
            // Source: restic, internal/backend/retry and its limit.
            guard line.contains("retrying after"), !isTold.exchange(true, ordering: .relaxed) else { return }
            machine.note("the repository does not answer; restic tries again for up to 15 minutes")
        }
        let summary = result.lastLines.reversed().lazy
            .compactMap { try? JSONCoder.decode(Summary.self, from: Array($0.utf8)) }
            .first { $0.message_type == "summary" }
        guard result.succeeded, let id = summary?.snapshot_id else {
            // With status 3 there is a snapshot, and something is missing from it.
            if let id = summary?.snapshot_id { _ = try? await run(["forget", id]) }
            throw await unreachable(result)
        }
        return id
    }

    /// The app's own backups, the oldest first.
    func snapshots() async throws -> [Snapshot] {
        Self.named(try await answer(["snapshots", "--json"] + ours))
    }

    private struct Row: Decodable {
        var id: String
        var tags: [String]?
    }

    private static func named(_ rows: [Row]) -> [Snapshot] {
        rows.compactMap { row in
            let tags = row.tags ?? []
            let known = [Self.tag, Self.verifiedTag, Self.unverifiedTag]
            return tags.first { !known.contains($0) }.map {
                Snapshot(id: row.id, name: $0, isVerified: tags.contains(Self.verifiedTag))
            }
        }.sorted { $0.name < $1.name }
    }

    /// What limits a command to the app's own backups.
    private var ours: [String] { ["--host", host, "--tag", Self.tag] }

    /// restic's answer in JSON, which is one line of any length.
    private func answer<Answer: Decodable>(_ arguments: [String]) async throws -> Answer {
        let list = "\(machine.paths.backups)/answer.json"
        defer { try? machine.files.removeTree(list) }
        try machine.files.removeTree(list)
        let result = try await command(arguments)
            .move(.bytes(Array((key.revealed + "\n").utf8)), to: machine.files.root.path(list))
        guard result.succeeded, let bytes = try machine.files.read(list),
            let answer = try? JSONCoder.decode(Answer.self, from: bytes)
        else { throw await unreachable(result) }
        return answer
    }

    /// The app's own backups, the oldest first, and the ids of those that a policy does not keep. Nothing is removed.
    ///
    /// - Returns: nil if the policy says nothing.
    func sorted(by keep: Backup.Retention) async throws -> (all: [Snapshot], unwanted: Set<String>)? {
        struct Group: Decodable {
            var keep: [Row]?
            var remove: [Row]?
        }
        let counts = [
            ("last", keep.last), ("daily", keep.daily), ("weekly", keep.weekly), ("monthly", keep.monthly),
        ].filter { $0.1 > 0 }
        if counts.isEmpty { return nil }
        // A folder that waited has another path than others.
        let groups: [Group] = try await answer(
            ["forget", "--dry-run", "--json", "--group-by", "host"] + ours
                + counts.flatMap { ["--keep-\($0.0)", "\($0.1)"] })
        let unwanted = groups.flatMap { $0.remove ?? [] }
        return (Self.named(groups.flatMap { $0.keep ?? [] } + unwanted), Set(unwanted.map(\.id)))
    }

    /// Removes backups and what only they need. If it is cut off, whatever is left is whole.
    func remove(_ snapshots: [Snapshot]) async throws {
        let forgotten = try await run(["forget"] + snapshots.map(\.id))
        if !forgotten.succeeded { throw await unreachable(forgotten) }
        let pruned = try await run(["prune"])
        if !pruned.succeeded { throw await unreachable(pruned) }
    }

    /// Reads a part of all data back, and checks what leads to the rest.
    ///
    /// - Parameter part: From 1.
    /// - Throws: ``Failure`` with ``ExitCode/invalidInput`` if something is damaged.
    func check(part: Int, of parts: Int) async throws {
        let result = try await run(["check", "--read-data-subset=\(part)/\(parts)"])
        if result.succeeded { return }
        guard result.lastLines.contains(where: { $0.contains("repository contains errors") }) else {
            throw await unreachable(result)
        }
        throw Failure(
            .invalidInput, "the repository \(settings.title) is damaged", details: shown(result),
            help: "backups in it may be lost: set another repository by `\(machine.command) backup configure`, run "
                + "`\(machine.command) backup`, and see \"Troubleshooting\" in restic's manual for this one")
    }

    /// Writes a backup's files into an empty folder of this computer.
    func restore(_ snapshot: Snapshot, to folder: String) async throws {
        let result = try await run(["restore", snapshot.id, "--target", folder])
        if !result.succeeded { throw await unreachable(result) }
    }

    /// Writes and reads something, as a test of new settings.
    func tryOut() async throws {
        try await open(creating: true)
        let scratch: Scratch
        do { scratch = try Scratch("repository") } catch { throw Failure(.unavailable, error.description) }
        defer { scratch.remove() }
        let text = "Landfall tries this repository at \(Timestamp.now.iso8601 ?? "").\n"
        try Files(.system).write(scratch["probe"], Array(text.utf8), mode: 0o600)
        let id = try await store(folder: scratch.folder, tags: ["\(Self.tag)-probe"])
        let read = try await run(["dump", id, "/probe"])
        _ = try await run(["forget", id])
        guard read.succeeded, read.lastLines.contains(String(text.dropLast())) else { throw await unreachable(read) }
    }
}
