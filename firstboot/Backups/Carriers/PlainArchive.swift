import Glibc
import Host
import Installation
import SystemPackage

/// A backup as one tar.gz. `tar` and `sha256sum` alone open and check it.
struct PlainArchive: Sendable {
    static let suffix = ".tar.gz"

    /// Of this computer.
    let path: String

    /// - Parameter destination: A file that does not exist and ends in `.tar.gz`, or a folder that gets one.
    /// - Throws: ``Failure`` before anything is started.
    init(_ destination: String, _ machine: Machine, id: String) throws {
        let files = Files(.system)
        let absolute = Root(destination).prefix
        let isFolder = files.resolved(absolute).map(files.isFolder) == true
        path = isFolder ? "\(absolute)/\(machine.paths.name)-\(id)\(Self.suffix)" : absolute
        guard path.hasSuffix(Self.suffix) else {
            throw Failure(
                .usage, "\(destination) is neither a folder nor the name of a file that ends in \(Self.suffix)",
                help: "write --to FILE\(Self.suffix), or name an existing folder")
        }
        if files.status(path) != nil {
            throw Failure(
                .usage, "\(path) exists already, and a backup overwrites nothing", help: "choose another name")
        }
        guard files.isFolder(files.resolved(folder) ?? folder) else {
            throw Failure(.usage, "there is no folder \(folder)", help: "create it, then run this again")
        }
        do {
            try files.write(temporary, [], mode: 0o600)
            try files.remove(temporary)
        } catch {
            // Of room, there is a look at all of it later.
            if error.errno == .noSpace { return }
            // A disk that fails may be well the next time; another name does not help there.
            throw Failure(
                error.errno == .ioError ? .unavailable : .usage, "no file can be made in \(folder): \(error)",
                help: "name a file or a folder on a disk that root can write to")
        }
    }

    /// Of this computer.
    var folder: String {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private var temporary: String { "\(folder)/.\(path[path.index(after: path.lastIndex(of: "/")!)...]).landfall" }

    /// Packs the tree, reads the archive again and compares it with the tree. It is at its path when it is complete.
    func write(_ tree: BackupTree, _ site: Site) async throws {
        let files = Files(.system)
        try files.removeTree(temporary)
        do {
            let members = ["--owner=0", "--group=0", "--numeric-owner", "--directory", tree.path(""), "."]
            let pack = FolderStore.tar(["--create", "--gzip", "--file=-", "--format=posix"] + members)
            try await pack.move(to: temporary).require("cannot write \(path)", site)
            let compare = FolderStore.tar(["--compare", "--gzip", "--file=-", "--directory", tree.path("")])
            try await compare.move(.file(temporary)).require("\(path) does not hold what was written to it", site)
            try files.syncFile(temporary)
            try files.move(temporary, to: path)
        } catch {
            try? files.removeTree(temporary)
            throw error
        }
    }
}
