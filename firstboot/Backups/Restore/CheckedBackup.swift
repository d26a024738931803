import Docker
import Host
import Installation
import JSON
import Plan
import Release
import Rollout

/// A backup's tree whose every file is what its maker wrote, and fits this machine's app.
struct CheckedBackup: Sendable {
    let tree: BackupTree
    let manifest: Manifest

    /// - Throws: ``Failure`` at the first thing that is wrong. Nothing was changed.
    init(_ tree: BackupTree) throws {
        self.tree = tree
        let machine = tree.machine
        let damaged = { (reason: String) in
            Failure(
                .invalidInput, "the backup is damaged: \(reason)", help: "nothing was changed; use another backup")
        }
        try Self.requirePlainFiles(tree, damaged)
        let sums = try Self.sums(tree, damaged)
        let names = Set(try tree.names).subtracting(["SHA256SUMS"])
        if let other = names.symmetricDifference(sums.keys).sorted().first {
            throw damaged(names.contains(other) ? "\(other) is in no list" : "\(other) is missing")
        }
        for (name, sum) in sums.sorted(by: { $0.key < $1.key }) where try tree.record(name).sha256 != sum {
            throw damaged("\(name) is not as it was written")
        }
        guard let bytes = try machine.files.read("\(tree.folder)/manifest.json"),
            let manifest = try? JSONCoder.decode(Manifest.self, from: bytes)
        else { throw damaged("its manifest cannot be read") }
        self.manifest = manifest
        let named = manifest.items.flatMap { $0.files.map(\.path) + $0.databases.map(\.file) }
        if let absent = named.first(where: { sums[$0] == nil }) { throw damaged("\(absent) is missing") }
        try requireFit(machine)
    }

    private static func requirePlainFiles(_ tree: BackupTree, _ damaged: (String) -> Failure) throws {
        func walk(_ folder: String) throws {
            for name in try tree.machine.files.list(folder) {
                switch tree.machine.files.status("\(folder)/\(name)")?.kind {
                case .folder: try walk("\(folder)/\(name)")
                case .file: break
                default: throw damaged("\(name) is neither a file nor a folder")
                }
            }
        }
        try walk(tree.folder)
    }

    private static func sums(_ tree: BackupTree, _ damaged: (String) -> Failure) throws -> [String: String] {
        guard let bytes = try tree.machine.files.read("\(tree.folder)/SHA256SUMS") else {
            throw damaged("SHA256SUMS is missing")
        }
        var sums: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[0].utf8.count == 64, parts[1].hasPrefix(" ") else {
                throw damaged("SHA256SUMS is no list of checksums")
            }
            sums[String(parts[1].dropFirst())] = parts[0]
        }
        return sums
    }

    private func requireFit(_ machine: Machine) throws {
        let app = machine.plan.app
        guard manifest.app == app.name else {
            throw Failure(.invalidInput, "this is a backup of \(manifest.app), not of \(app.name)")
        }
        guard manifest.format <= Manifest.currentFormat,
            ReleaseVersion(manifest.release.version) <= ReleaseVersion(app.version)
        else {
            throw Failure(
                .invalidInput,
                "the backup is of \(app.title) \(manifest.release.version), and this machine runs \(app.version): an "
                    + "older release may not understand newer data",
                help: "bring this machine to \(manifest.release.version) or later first; nothing was changed")
        }
    }

    /// The secrets that open its data.
    func secrets() throws -> SecretStore {
        guard let bytes = try tree.machine.files.read("\(tree.folder)/secrets.json"),
            let store = try? SecretStore(reading: bytes)
        else { throw Failure(.invalidInput, "the backup has no whole secrets.json; nothing was changed") }
        return store
    }

    private func state() throws -> State? {
        let bytes = try tree.machine.files.read("\(tree.folder)/state.json")
        return bytes.flatMap { try? State(reading: $0) }
    }

    /// The one-time commands that have run on its data; nil where it does not say.
    func commands() throws -> [ServiceCommand]? { try state()?.commands }

    /// The values of the app's owner. A domain that was only the name of its machine is not among them.
    func parameters(for plan: Plan) throws -> [String: String] {
        guard let recorded = try state()?.recorded else { return [:] }
        var given = recorded.parameters
        // Another machine looks by itself whether it leads there.
        if let awaited = recorded.awaited, let parameter = plan.domain { given[parameter.name] = awaited }
        return given.filter { name, value in
            guard let parameter = plan.parameters.first(where: { $0.name == name }),
                !plan.backup.recoveryParameters.contains(parameter)
            else { return false }
            return switch parameter.defaultValue {
            case .fromHostname: value != recorded.metadata.hostname
            case .value(let text): value != text
            case nil: true
            }
        }
    }
}
