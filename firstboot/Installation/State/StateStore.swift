import Glibc
import Host
import Plan
import Secrets

/// Reads and writes the state's folder, /var/lib/landfall/NAME, and refuses what it cannot trust.
package struct StateStore: Sendable {
    private let files: Files
    private let paths: Paths
    private let command: String

    package init(_ machine: Machine) {
        files = machine.files
        paths = machine.paths
        command = machine.command
    }

    /// - Parameter takesOthers: Whether the run gets its secrets from elsewhere, so that secrets.json may be missing.
    /// - Throws: ``Failure`` if the state, or the secrets that it needs, cannot be trusted.
    package func load(takesOthers: Bool = false) throws -> (state: State?, secrets: SecretStore) {
        let state = try read(paths.stateFile, help: stateAdvice) { try State(reading: $0) }
        let secrets = try read(paths.secretsFile, help: secretsAdvice("or move it away, and")) {
            try SecretStore(reading: $0)
        }
        // They become durable before the state does, so only something else can have removed them.
        if state != nil, secrets == nil, !takesOthers { throw missing(paths.secretsFile) }
        return (state, secrets ?? SecretStore())
    }

    /// When the state was last written, in seconds since 1970: the end of the last rollout.
    package var changedAt: Double? {
        var status = stat()
        guard stat(files.root.path(paths.stateFile), &status) == 0 else { return nil }
        return Double(status.st_mtim.tv_sec)
    }

    /// For verbs that need a machine whose first boot is done.
    ///
    /// - Throws: ``Failure`` if it is not, and as ``load(takesOthers:)`` does.
    package func loadSetUp() throws -> (state: State, recorded: Record, secrets: SecretStore) {
        let (state, secrets) = try load()
        guard let state, let recorded = state.recorded else {
            throw Failure(.unavailable, "the first boot is not finished", help: "`status` shows how far it is")
        }
        return (state, recorded, secrets)
    }

    /// Makes both durable, the secrets first. So a state never names a machine whose secrets could be lost.
    package func save(_ state: State, _ secrets: SecretStore) throws {
        guard let owner = state.latest?.metadata.instanceID else { return }
        try files.write([
            .init(paths.secretsFile, try secrets.encoded(for: owner), mode: 0o600),
            .init(paths.stateFile, try state.encoded(), mode: 0o600),
        ])
    }

    package func save(_ state: State, beforeRename: () -> Void = {}) throws {
        try files.write([.init(paths.stateFile, try state.encoded(), mode: 0o600)], beforeRename: beforeRename)
    }

    private func read<Value>(_ path: String, help: String, _ decode: ([UInt8]) throws -> Value) throws -> Value? {
        guard let bytes = try files.read(path) else { return nil }
        do {
            return try decode(bytes)
        } catch StateFileError.unknownFormat(let format) {
            throw Failure(
                .invalidInput, "\(files.root.path(path)) has format \(format), which this release does not know",
                help: "a newer release wrote it: run the program of that release, or restore the file from a backup")
        } catch {
            // Do not show the decoder's message: it may quote a value.
            throw Failure(.invalidInput, "\(files.root.path(path)) is damaged", help: help)
        }
    }

    private func missing(_ path: String) -> Failure {
        Failure(
            .invalidInput, "the state is damaged: \(files.root.path(path)) is missing", help: secretsAdvice("or"))
    }

    private static let cause = "Landfall writes it whole or not at all, so something else changed it"

    private var stateAdvice: String {
        "\(Self.cause): restore it from a backup; or move it away, and `\(command) provision` makes it again with the "
            + "secrets that are here and runs the app's one-time commands again"
    }

    private func secretsAdvice(_ otherwise: String) -> String {
        "\(Self.cause): restore it from a backup; \(otherwise) `\(command) provision --adopt FILE` takes the secrets from "
            + "\(files.root.path(paths.stack))/.env or another file that has them"
    }
}
