import Host
import Plan
import Secrets

/// The state's folder, /var/lib/landfall/NAME.
package struct StateStore {
    package let files: Files
    package let paths: Paths

    package init(_ machine: Machine) {
        files = machine.files
        paths = machine.paths
    }

    package func state() throws -> State? {
        guard let bytes = try files.read(paths.stateFile) else { return nil }
        do {
            return try State(reading: bytes)
        } catch {
            throw damaged(paths.stateFile)
        }
    }

    package func secrets() throws -> SecretStore {
        guard let bytes = try files.read(paths.secretsFile) else { return SecretStore() }
        do {
            return try SecretStore(reading: bytes)
        } catch {
            // Not the decoder's words: they may quote a value.
            throw damaged(paths.secretsFile)
        }
    }

    /// Makes both durable at once, the secrets first: a state never names a machine whose secrets could be lost.
    package func save(_ state: State, _ secrets: SecretStore) throws {
        try files.write([
            .init(paths.secretsFile, try secrets.encoded(for: state.metadata.instanceID), mode: 0o600),
            .init(paths.stateFile, try state.encoded(), mode: 0o600),
        ])
    }

    package func save(_ state: State, beforeRename: () -> Void = {}) throws {
        try files.write([.init(paths.stateFile, try state.encoded(), mode: 0o600)], beforeRename: beforeRename)
    }

    private func damaged(_ path: String) -> Failure {
        Failure(
            .invalidInput, "\(files.root.path(path)) is damaged",
            help: "it is written whole or not at all, so something else changed it: restore it from a backup")
    }
}
