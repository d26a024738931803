import Host
import Installation
import JSON
import Plan
import Secrets

/// A restic repository and the calls of restic on it. Only what restic 0.12 has is used (Ubuntu 22.04).
///
/// The repository's address and its access keys never are arguments: an address may hold a password. The repository's
/// own password is restic's standard input.
struct Restic: Sendable {
    /// Of the repository.
    let settings: RepositorySettings
    private let key: Secret
    private let site: Site
    private var machine: Machine { site.machine }

    /// Tells the app's backups from what others keep in the repository.
    static let tag = "landfall"
    private static let verifiedTag = "verified"
    private static let unverifiedTag = "not-verified"

    init(_ settings: RepositorySettings, key: Secret, _ site: Site) {
        self.settings = settings
        self.key = key
        self.site = site
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
        // restic writes a status 60 times a second otherwise.
        environment["RESTIC_PROGRESS_FPS"] = "0.1"
        return Command(
            "restic", arguments, folder: folder, environment: environment,
            inherited: ["PATH", "HOME", "http_proxy", "https_proxy", "no_proxy"])
    }

    private func run(_ arguments: [String], folder: String? = nil) async throws -> CommandResult {
        do {
            return try await command(arguments, folder: folder).run(input: Array((key.revealed + "\n").utf8))
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
        let found = try await run(["cat", "config"])
        if found.succeeded { return }
        let text = found.lastLines.joined(separator: "\n")
        if text.contains("wrong password") || text.contains("no key found") {
            throw Failure(
                .invalidInput, "the repository \(settings.title) has another recovery key", details: shown(found),
                help: "`\(machine.command) backup configure --repository` names another one")
        }
        let isMissing = ["does not exist", "Is there a repository at", "no such file"].contains { text.contains($0) }
        guard creating, isMissing else { throw unreachable(found) }
        let made = try await run(["init"])
        if !made.succeeded { throw unreachable(made) }
    }

    private func unreachable(_ result: CommandResult) -> Failure {
        Failure(
            .unavailable, "the repository \(settings.title) cannot be reached", details: shown(result),
            help: "check the network and the repository's settings: `\(machine.command) backup configure` tries them")
    }

    private func shown(_ result: CommandResult) -> [String] {
        let hide = Redactor(hiding: [key.revealed] + settings.environment.values)
        return result.lastLines.suffix(5).map { hide(site.shown($0)) }
    }

    // MARK: Backups in it

    /// Stores a tree.
    func store(_ tree: BackupTree, isVerified: Bool) async throws {
        let tags = [Self.tag, tree.id, isVerified ? Self.verifiedTag : Self.unverifiedTag]
        let id = try await store(folder: tree.path(""), tags: tags)
        machine.note("stored as \(id.prefix(8))")
    }

    private func store(folder: String, tags: [String]) async throws -> String {
        struct Summary: Decodable {
            var message_type: String
            var snapshot_id: String?
        }
        let result = try await run(
            ["backup", "--json", "--host", host] + tags.flatMap { ["--tag", $0] } + ["."], folder: folder)
        let summary = result.lastLines.reversed().lazy
            .compactMap { try? JSONCoder.decode(Summary.self, from: Array($0.utf8)) }
            .first { $0.message_type == "summary" }
        guard result.succeeded, let id = summary?.snapshot_id else {
            // With status 3 there is a snapshot, and something is missing from it.
            if let id = summary?.snapshot_id { _ = try? await run(["forget", id]) }
            throw unreachable(result)
        }
        return id
    }

    /// The app's own backups, the oldest first.
    func snapshots() async throws -> [Snapshot] {
        struct Row: Decodable {
            var id: String
            var tags: [String]?
        }
        // The list is one line of any length.
        let list = "\(machine.paths.backups)/snapshots.json"
        defer { try? machine.files.removeTree(list) }
        try machine.files.removeTree(list)
        let result = try await command(["snapshots", "--json", "--host", host, "--tag", Self.tag])
            .move(.bytes(Array((key.revealed + "\n").utf8)), to: machine.files.root.path(list))
        guard result.succeeded, let bytes = try machine.files.read(list),
            let rows = try? JSONCoder.decode([Row].self, from: bytes)
        else { throw unreachable(result) }
        return rows.compactMap { row in
            let tags = row.tags ?? []
            let known = [Self.tag, Self.verifiedTag, Self.unverifiedTag]
            return tags.first { !known.contains($0) }.map {
                Snapshot(id: row.id, name: $0, isVerified: tags.contains(Self.verifiedTag))
            }
        }.sorted { $0.name < $1.name }
    }

    /// Writes a backup's files into an empty folder of this computer.
    func restore(_ snapshot: Snapshot, to folder: String) async throws {
        let result = try await run(["restore", snapshot.id, "--target", folder])
        if !result.succeeded { throw unreachable(result) }
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
        guard read.succeeded, read.lastLines.contains(String(text.dropLast())) else { throw unreachable(read) }
    }
}
