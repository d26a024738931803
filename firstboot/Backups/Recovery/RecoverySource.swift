import Host
import Installation
import Plan
import Providers
import Secrets

/// Where the backup of a lost machine is.
package enum RecoverySource: Sendable {
    /// A tar.gz, by its path on this computer.
    case file(String)
    /// A repository, with what opens it. Without a name, its newest backup that was restored once is taken.
    case repository(RepositorySettings, key: Secret, backup: String?)

    /// The name by which the keys of a repository give its recovery key. restic's own.
    package static let password = "RESTIC_PASSWORD"

    /// For people, and to tell it from another one.
    var title: String {
        switch self {
        case .file(let path): path
        case .repository(let settings, _, let backup):
            settings.title + (backup.map { ", backup \($0)" } ?? "")
        }
    }

    /// - Parameters:
    ///   - place: A tar.gz or a restic repository, as the owner gives it.
    ///   - keys: Lines `NAME=VALUE`: the recovery key, and the access keys of the repository.
    ///   - backup: The name of the backup in the repository.
    package init(_ place: String, keys: [UInt8] = [], backup: String? = nil) throws {
        if place.hasSuffix(PlainArchive.suffix), !place.contains(":") {
            let path = Root(place).prefix
            guard Files(.system).exists(path) else {
                throw Failure(.invalidInput, "there is no file \(place)", help: "nothing was changed; check the path")
            }
            self = .file(path)
            return
        }
        var environment = try RepositorySettings.keys(keys, besides: [Self.password])
        guard let key = environment.removeValue(forKey: Self.password), !key.isEmpty else {
            throw Failure(
                .invalidInput, "the recovery key of the repository is not given; nothing was changed",
                help: "write a line \(Self.password)=KEY to the keys: the credentials of the lost machine had it as "
                    + "`Backup key`. A backup in a file is named *\(PlainArchive.suffix)")
        }
        let settings = RepositorySettings(repository: place, environment: environment)
        try settings.requireForm()
        self = .repository(settings, key: Secret(key), backup: backup)
    }

    /// The backup that the owner's parameters name, on a machine whose first boot has not begun; else nil.
    package static func named(on machine: Machine, flags: [String: String] = [:]) throws -> RecoverySource? {
        guard !machine.plan.backup.recoveryParameters.isEmpty,
            try StateStore(machine).load(takesOthers: true).state == nil
        else { return nil }
        let provider = try Detection(machine).provider
        // The values of a provider's form are part of its metadata.
        let metadata =
            provider.facts.appVariables == nil ? nil : try ReadMetadata(machine, of: provider).run(patiently: true)
        let channels = try Channels(machine, flags: flags, metadata)
        guard let place = channels.value(of: Backup.recoverySource)?.text else { return nil }
        // A form's field has one line.
        let keys = (channels.value(of: Backup.recoveryKeys)?.text ?? "").split(whereSeparator: \.isWhitespace)
        return try RecoverySource(place, keys: Array(keys.joined(separator: "\n").utf8))
    }

    /// Reads the backup into the tree.
    func fetch(into tree: BackupTree, _ machine: Machine) async throws {
        switch self {
        case .file(let path): try await UnpackArchive(path: path).run(into: tree)
        case .repository(let settings, let key, let backup):
            let restic = Restic(settings, key: key, machine, hiding: Redactor(hiding: []))
            try await Repository(machine, restic).fetch(backup, into: tree)
            // Later backups go where this one is.
            try settings.write(on: machine, to: RecoverMachine.settings(in: BackupTree.making(machine)))
        }
    }
}
