import FileFormats
import Host
import Installation
import JSON
import Text

/// Where backups are kept: a restic repository, with the access keys that its service wants.
package struct RepositorySettings: Codable, Equatable, Sendable {
    private var format = 1
    /// As restic names it: a path, `sftp:`, `s3:`, `rest:` and others.
    package var repository: String
    /// Variables for restic alone.
    package var environment: [String: String] = [:]

    package init(repository: String, environment: [String: String] = [:]) {
        self.repository = repository
        self.environment = environment
    }

    /// How a repository may be named, for people.
    package static let forms =
        "a folder as /FOLDER, sftp:USER@HOST:/FOLDER, s3:https://HOST/BUCKET, rest:https://HOST/, or b2:, azure:, gs:, "
        + "swift: or rclone: as in restic's manual"
    /// Source: restic's manual, "Preparing a new repository".
    private static let schemes = ["sftp:", "s3:", "rest:", "b2:", "azure:", "gs:", "swift:", "rclone:"]

    /// - Throws: ``Failure`` if the repository's name is of no form that restic knows.
    package func requireForm() throws {
        let isNamed =
            repository.hasPrefix("/")
            || Self.schemes.contains { scheme in
                repository.hasPrefix(scheme) && repository.utf8.count > scheme.utf8.count
            }
        let isText = repository.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f }
        if isNamed, isText { return }
        throw Failure(
            .usage,
            repository.isEmpty ? "the repository's name is empty" : "`\(repository)` is no name of a restic repository",
            help: "write \(Self.forms)")
    }

    /// The folder of this computer that the repository is; nil if it is elsewhere.
    var folder: String? { repository.hasPrefix("/") ? repository : nil }

    /// Without a password in it.
    var title: String {
        guard let at = repository.lastIndex(of: "@"), let start = repository.firstRange(of: "://"),
            start.upperBound < at
        else { return repository }
        return repository[..<start.upperBound] + "…" + repository[at...]
    }

    static func path(_ machine: Machine) -> String { "\(machine.paths.backups)/repository.json" }

    /// Those of the machine; a folder of the machine where the owner has configured none.
    static func read(on machine: Machine) throws -> RepositorySettings {
        let local = RepositorySettings(
            repository: machine.files.root.path("\(machine.paths.backups)/repository"))
        guard let bytes = try machine.files.read(path(machine)) else { return local }
        guard let settings = try? JSONCoder.decode(RepositorySettings.self, from: bytes), settings.format == 1 else {
            throw Failure(
                .invalidInput, "\(machine.files.root.path(path(machine))) is damaged",
                help: "`\(machine.command) backup configure --repository` writes it again")
        }
        return settings
    }

    /// - Parameter path: Another file than the machine's own.
    func write(on machine: Machine, to path: String? = nil) throws {
        try machine.files.createFolder(machine.paths.backups, mode: 0o700)
        try machine.files.write(
            path ?? Self.path(machine), try JSONCoder.encode(self, pretty: true) + [0x0a], mode: 0o600)
    }

    /// The prefixes of variables by which restic's backends get their access keys.
    ///
    /// Source: restic's manual, "Environment Variables".
    private static let prefixes = ["AWS_", "AZURE_", "B2_", "GOOGLE_", "OS_", "ST_", "RCLONE_", "RESTIC_REST_"]

    /// Reads access keys from lines `NAME=VALUE`, as in a `.env`.
    ///
    /// - Parameter others: Names that may be among them.
    package static func keys(_ bytes: [UInt8], besides others: [String] = []) throws -> [String: String] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.invalidInput, "the access keys are no text (UTF-8)")
        }
        let found: [String: String]
        do throws(DotEnvReader.Problem) {
            found = try DotEnvReader.read(text)
        } catch {
            throw Failure(
                .invalidInput, "line \(error.line) of the access keys is no `NAME=VALUE`",
                help: "write lines such as AWS_ACCESS_KEY_ID=… and AWS_SECRET_ACCESS_KEY=…")
        }
        if let other = found.keys.sorted().first(where: { name in
            !others.contains(name) && !prefixes.contains(where: name.hasPrefix)
        }) {
            throw Failure(
                .invalidInput, "\(other) is no access key that restic knows",
                help: "their names begin with one of \(prefixes.joined(separator: ", "))")
        }
        return found
    }
}
