import Host
import Installation
import JSON
import Stamp

/// The folder that a backup is made in, and the names in it. Only root can look into it: it holds the app's secrets.
struct BackupTree: Sendable {
    let machine: Machine
    let id: String
    /// Of the machine.
    let folder: String

    private var files: Files { machine.files }

    /// The folders in it.
    static let parts = ["dumps", "volumes", "stack"]

    static let name = "tree"

    static func making(_ machine: Machine) -> String { "\(machine.paths.backups)/making" }

    init(_ machine: Machine, id: String, folder: String? = nil) {
        self.machine = machine
        self.id = id
        // Always the same: restic finds what has not changed by the path.
        self.folder = folder ?? "\(Self.making(machine))/\(Self.name)"
    }

    /// A path of this computer.
    func path(_ name: String) -> String { files.root.path("\(folder)/\(name)") }

    func create() throws {
        try files.createFolder(machine.paths.backups, mode: 0o700)
        for part in [Self.making(machine), folder] + Self.parts.map({ "\(folder)/\($0)" }) {
            try files.createFolder(part, mode: 0o700)
        }
    }

    func remove() throws { try files.removeTree(folder) }

    /// Removes what runs that were killed have left.
    static func removeLeftovers(_ machine: Machine) throws { try machine.files.removeTree(making(machine)) }

    /// What the manifest says of a file.
    func record(_ name: String) throws -> FileRecord {
        let digest = SHA256Stream()
        let size = try files.readParts(of: "\(folder)/\(name)") { digest.add($0) }
        return FileRecord(path: name, size: size, sha256: digest.finish())
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try files.write("\(folder)/\(name)", bytes, mode: 0o600)
    }

    /// The names of its files.
    var names: [String] {
        get throws { try files.regularFiles(under: folder).map { String($0.dropFirst(folder.count + 1)) } }
    }

    /// Writes the manifest, and SHA256SUMS for `sha256sum --check`. Everything else is there by then.
    func seal(_ manifest: Manifest) throws {
        try write("manifest.json", try JSONCoder.encode(manifest, pretty: true) + [0x0a])
        let known = Dictionary(manifest.items.flatMap(\.files).map { ($0.path, $0.sha256) }) { first, _ in first }
        let lines = try names.filter { $0 != "SHA256SUMS" }.map { name in
            "\(try known[name] ?? record(name).sha256)  \(name)\n"
        }
        try write("SHA256SUMS", Array(lines.joined().utf8))
    }
}
