import Glibc
import SystemPackage

/// Files and folders below a folder that has parts owned by other users than root.
///
/// The owner of a folder can put a link into it at any moment, even between a check and a write. So each folder on the
/// way down is opened without following links, and files are written relative to the opened folder.
extension Files {
    /// By number, as `chown` takes it.
    public struct Owner: Equatable, Sendable {
        public var user: UInt32
        public var group: UInt32
        public init(user: UInt32, group: UInt32) {
            self.user = user
            self.group = group
        }
    }

    /// Whether a file belongs to that owner, or to this process's user if none is given. Without root's rights no file
    /// can belong to somebody else.
    public func belongs(_ path: String, to owner: Owner?) -> Bool {
        guard geteuid() == 0 else { return true }
        var status = stat()
        guard lstat(root.path(path), &status) == 0 else { return false }
        return Owner(user: status.st_uid, group: status.st_gid) == owner ?? Owner(user: 0, group: getegid())
    }

    /// A folder to create at an absolute path of the machine.
    public struct Folder: Sendable {
        public var path: String
        /// Permission bits.
        public var mode: UInt16
        public var owner: Owner?
        public init(_ path: String, mode: UInt16, owner: Owner? = nil) {
            self.path = path
            self.mode = mode
            self.owner = owner
        }
    }

    /// Creates folders. They get their owner and mode, unless they already belong to somebody other than root.
    ///
    /// - Parameter base: The absolute path of the folder above all of them. Only root may write to it.
    public func make(_ folders: [Folder], beneath base: String) throws(FileFailure) {
        for folder in folders {
            let opened = try open(folder.path, beneath: base)
            var status = stat()
            _ = try FileFailure.check("look at", opened.path) { fstat(opened.raw, &status) }
            guard status.st_uid == 0 || status.st_uid == geteuid() else { continue }
            if let owner = folder.owner { try opened.give(to: owner) }
            if status.st_mode & 0o7777 != mode_t(folder.mode) { try opened.setMode(folder.mode) }
            try opened.sync()
        }
    }

    /// Writes files as ``writeWithFolders(_:)`` does, beside folders of ``make(_:beneath:)``.
    ///
    /// - Parameters:
    ///   - shared: Those folders. They keep owner and mode, and no link in or below them is followed.
    ///   - base: See ``make(_:beneath:)``.
    public func write(_ writes: [Write], shared: [String], beneath base: String) throws(FileFailure) {
        let isShared = { (path: String) in shared.contains { path.hasPrefix($0 + "/") } }
        try writeWithFolders(writes.filter { !isShared($0.path) })
        var groups: [(folder: String, writes: [Write])] = []
        for write in writes where isShared(write.path) {
            let folder = folder(of: write.path)
            if let index = groups.firstIndex(where: { $0.folder == folder }) {
                groups[index].writes.append(write)
            } else {
                groups.append((folder, [write]))
            }
        }
        for group in groups {
            let opened = try open(group.folder, beneath: base)
            try Files(.system).write(
                group.writes.map { write in
                    var relative = write
                    relative.path = "/proc/self/fd/\(opened.raw)/" + write.path.dropFirst(group.folder.count + 1)
                    return relative
                })
        }
    }

    /// A file's bytes like ``read(_:limit:)``, but without following links below `base`. A link on the way counts as a
    /// missing file.
    public func read(_ path: String, beneath base: String, limit: Int = 16 << 20) throws(FileFailure) -> [UInt8]? {
        do throws(FileFailure) {
            var folder = try Descriptor(opening: root.path(base), O_RDONLY | O_DIRECTORY, action: "open")
            let parts = path.dropFirst(base.count).split(separator: "/").map(String.init)
            for name in parts.dropLast() {
                folder = try entry(name, of: folder, O_RDONLY | O_DIRECTORY, path: root.path(path))
            }
            let file = try entry(parts.last ?? ".", of: folder, O_RDONLY | O_NONBLOCK, path: root.path(path))
            guard let bytes = try file.read(limit: limit) else {
                throw FileFailure("read", root.path(path), .fileTooLarge)
            }
            return bytes
        } catch  where Self.absences.contains(error.errno) {
            return nil
        }
    }

    private static let absences: Set<Errno> = [.noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels]

    private func entry(
        _ name: String, of folder: borrowing Descriptor, _ flags: Int32, path: String
    ) throws(FileFailure) -> Descriptor {
        try Descriptor(opening: name, in: folder, flags | O_NOFOLLOW, path: path, action: "read")
    }

    /// Opens a folder step by step from `base`, and creates missing folders (0755).
    private func open(_ path: String, beneath base: String) throws(FileFailure) -> Descriptor {
        try createFolderIfMissing(base)
        var folder = try Descriptor(opening: root.path(base), O_RDONLY | O_DIRECTORY, action: "open")
        var walked = base
        for name in path.dropFirst(base.count).split(separator: "/") {
            walked += "/\(name)"
            folder = try step(String(name), from: folder, to: root.path(walked))
        }
        return folder
    }

    private func step(
        _ name: String, from folder: borrowing Descriptor, to path: String
    ) throws(FileFailure) -> Descriptor {
        if mkdirat(folder.raw, name, 0o755) != 0, currentErrno() != EEXIST {
            throw FileFailure("create the folder", path, Errno(rawValue: currentErrno()))
        }
        return try Descriptor(
            opening: name, in: folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, path: path, action: "open the folder")
    }

    private func folder(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }
}
