import Host
import Installation
import Plan

/// A volume, or a bound folder or file, as a tar archive. GNU tar of the machine makes it, so that nothing needs to be
/// in the container.
struct FolderStore: ItemStore {
    /// Of this computer, without links in it.
    let path: String
    /// What the engine calls the volume; nil for a bound folder or file.
    let volume: String?

    /// Owners by number: names differ between the machine and the container.
    private static let attributes = ["--numeric-owner", "--xattrs", "--xattrs-include=*", "--acls"]
    /// tar's words for a file that somebody wrote to or removed meanwhile. Then it exits with 1.
    ///
    /// Source: GNU tar, src/create.c.
    private static let changes = [
        "file changed as we read it", "File removed before we read it", "File shrank by", "file is the archive",
    ]

    private var isFolder: Bool { Files(.system).isFolder(path) }
    /// Where tar starts, and what it takes from there.
    private var place: (folder: String, name: String) {
        if isFolder { return (path, ".") }
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    static func tar(_ arguments: [String]) -> Command {
        Command("tar", arguments, environment: ["LC_ALL": "C"], inherited: ["PATH"])
    }

    func size(_ site: Site) async throws -> Int64 {
        try await requireNoDevice(site)
        let result = try await Command("du", ["--summarize", "--block-size=1", path], inherited: ["PATH"]).run()
        return result.lastLines.last.flatMap { Int64($0.prefix(while: \.isNumber)) } ?? 0
    }

    /// A device would be found only when the whole archive is read again.
    private func requireNoDevice(_ site: Site) async throws {
        let look = ["(", "-type", "b", "-o", "-type", "c", ")", "-print", "-quit"]
        // Folders that vanish meanwhile are no failure.
        let (_, found) = try await Command("find", [path] + look, environment: ["LC_ALL": "C"], inherited: ["PATH"])
            .answer(.bytes([]))
        guard let device = found.first else { return }
        throw Failure(
            .unavailable, "\(site.shown(device)) is a device, and a backup takes none; nothing was started",
            help: "remove it if the app can do without it, or leave \(volume.map { "the volume \($0)" } ?? path) out "
                + "of `backup` in app.yaml")
    }

    func copy(_ item: Backup.Item, to tree: BackupTree, _ site: Site) async throws -> ItemRecord {
        let file = "volumes/\(item.name).tar"
        let (folder, name) = place
        // "./" before the name: it may begin with a hyphen.
        let what = name == "." ? "." : "./\(name)"
        let result = try await Self.tar(
            ["--create", "--file=-", "--format=posix", "--sparse"] + Self.attributes + ["--directory", folder, what]
        ).move(to: tree.path(file))
        var record = ItemRecord(item)
        let isChange = { (line: String) in Self.changes.contains { line.contains($0) } }
        if result.status == 1 {
            record.changed = result.lastLines.filter(isChange).count
        } else {
            try result.require("\(item.title) cannot be copied: tar failed", site)
        }
        for line in result.lastLines where line.hasSuffix(Self.socket) {
            let words = line.dropLast(Self.socket.count)
            // GNU tar begins with the name by which it was called.
            let path = words.firstRange(of: "tar: ").map { words[$0.upperBound...] } ?? words
            site.machine.note(
                "\(item.title): left out \(site.shown(String(path))), a socket: its program makes it again")
        }
        record.files = [try tree.record(file)]
        return record
    }

    /// How tar's words about a socket end.
    ///
    /// Source: GNU tar, src/create.c.
    private static let socket = ": socket ignored"

    func prove(_ record: ItemRecord, in tree: BackupTree, _ site: Site) async throws {
        let folder = "\(tree.folder)/trial"
        try site.machine.files.createFolder(folder, mode: 0o700)
        do {
            try await unpack(record, from: tree, into: site.machine.files.root.path(folder), site)
        } catch {
            var failure = Failure(error)
            failure.help = "the copy does not count as a backup; run this again, and if it stays so, please report it"
            throw failure
        }
        try site.machine.files.removeTree(folder)
    }

    func renew(_ record: ItemRecord, from tree: BackupTree, _ site: Site) async throws -> Exchange.Place {
        let new = try Exchange.freshSibling(of: path)
        try Files(.system).createFolder(new, mode: 0o700)
        do { try await unpack(record, from: tree, into: new, site) } catch {
            try? Files(.system).removeTree(new)
            throw error
        }
        guard isFolder else {
            // The archive holds the one file.
            return Exchange.Place(live: path, new: "\(new)/\(place.name)", volume: volume)
        }
        return Exchange.Place(live: path, new: new, volume: volume)
    }

    /// - Parameter folder: An empty one of this computer.
    private func unpack(_ record: ItemRecord, from tree: BackupTree, into folder: String, _ site: Site) async throws {
        let title = "\(record.kind) \(record.name)"
        for file in record.files {
            try FolderArchive.require(tree.path(file.path), of: title)
            for action in ["--extract", "--compare"] {
                let flags = action == "--extract" ? ["--same-permissions", "--same-owner"] : []
                let arguments = [action, "--file=-"] + flags + Self.attributes + ["--directory", folder]
                let result = try await Self.tar(arguments).move(.file(tree.path(file.path)))
                try result.require("the archive of \(title) does not give back what was put in", site)
            }
        }
    }
}
