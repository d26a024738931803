import Host
import Installation
import Text

/// Git's commands in a repository of the app's source. No settings but the repository's own have a say in them, and no hook
/// runs. Git itself refuses a repository that is not root's: its settings may name programs, which would run as root.
struct Git: Sendable {
    /// Of this computer.
    let folder: String
    /// Variables that Git looks at, such as `GIT_INDEX_FILE`.
    var variables: [String: String] = [:]

    private static let settings = [
        "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.autocrlf=false", "core.quotePath=false",
        "commit.gpgSign=false", "gc.auto=0", "log.showSignature=false", "merge.verifySignatures=false",
        "merge.directoryRenames=true",
        "advice.detachedHead=false", "advice.addEmbeddedRepo=false", "user.name=Landfall",
        "user.email=landfall@localhost",
    ]

    private func command(_ words: [String]) -> Command {
        var all = [
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0",
        ]
        all.merge(variables) { $1 }
        // Services that are not root read what is built of these files, whatever mask a hardened root has.
        return Command(
            "sh",
            ["-c", #"umask 022; exec git "$@""#, "git"] + Self.settings.flatMap { ["-c", $0] } + ["-C", folder] + words,
            environment: all.mapValues { $0 }, inherited: ["PATH"])
    }

    /// - Returns: What it prints; nil if it ends with an error.
    func ask(_ words: String...) async throws -> [String]? {
        let (result, lines) = try await command(words).answer(.bytes([]))
        return result.succeeded ? lines : nil
    }

    /// - Throws: ``Failure`` with Git's own words.
    @discardableResult func run(_ words: [String]) async throws -> [String] {
        let (result, lines) = try await command(words).answer(.bytes([]))
        if result.succeeded { return lines }
        throw Failure(
            .unavailable, "`git \(words.first ?? "")` does not work in \(folder)",
            details: result.lastLines.suffix(5).map { VisibleText.of($0) }, help: "nothing was changed")
    }

    @discardableResult func run(_ words: String...) async throws -> [String] { try await run(words) }

    /// The one line that it prints.
    func line(_ words: String...) async throws -> String { try await run(words).first ?? "" }

    /// Whether it ends without an error.
    func succeeds(_ words: String...) async throws -> Bool { try await command(words).run().succeeded }

    /// The paths that it prints, each with a zero byte behind it.
    func paths(_ words: String...) async throws -> [String] {
        try await run(words).joined(separator: "\n").utf8.split(separator: 0).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The same with other variables.
    func with(_ more: [String: String]) -> Git { Git(folder: folder, variables: variables.merging(more) { $1 }) }
}
