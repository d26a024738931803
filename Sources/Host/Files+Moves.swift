import Glibc
import SystemPackage

/// What is at a path, links not followed.
public struct FileStatus: Equatable, Sendable {
    public enum Kind: Sendable { case file, folder, link, other }
    public var kind: Kind
    /// Permission bits.
    public var mode: UInt16
    public var user: UInt32
    public var group: UInt32
    /// Bytes.
    public var size = Int64(0)
    /// The time of the last change, in seconds since 1970.
    public var modified = 0.0

    public init(kind: Kind, mode: UInt16, user: UInt32 = 0, group: UInt32 = 0) {
        self.kind = kind
        self.mode = mode
        self.user = user
        self.group = group
    }
}

extension Files {
    /// nil where nothing is, or where it cannot be seen.
    public func status(_ path: String) -> FileStatus? {
        var status = stat()
        guard lstat(root.path(path), &status) == 0 else { return nil }
        let kind: FileStatus.Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        var found = FileStatus(
            kind: kind, mode: UInt16(status.st_mode & 0o7777), user: status.st_uid, group: status.st_gid)
        found.size = Int64(status.st_size)
        found.modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
        return found
    }

    /// The real path of this computer behind a link; nil where it leads nowhere.
    public func resolved(_ path: String) -> String? {
        guard let real = realpath(root.path(path), nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// Renames durably. A folder may take the place of an empty one.
    public func move(_ path: String, to target: String) throws(FileFailure) {
        let (from, to) = (root.path(path), root.path(target))
        _ = try FileFailure.check("move", from) { rename(from, to) }
        try sync(folder: folder(of: target))
        try sync(folder: folder(of: path))
    }

    /// Makes an empty file or folder with another one's owner and mode, durably. What is there already stays.
    public func createEmpty(_ path: String, like model: FileStatus) throws(FileFailure) {
        let real = root.path(path)
        if status(path) == nil {
            if model.kind == .folder {
                _ = try FileFailure.check("create the folder", real) { mkdir(real, 0o700) }
            } else {
                _ = try Descriptor(
                    opening: real, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600, action: "create")
            }
        }
        let isOurs = status(path).map { ($0.user, $0.group) == (model.user, model.group) } ?? false
        if !isOurs { _ = try FileFailure.check("give away", real) { chown(real, model.user, model.group) } }
        _ = try FileFailure.check("set the mode of", real) { chmod(real, mode_t(model.mode)) }
        try sync(folder: folder(of: path))
    }

    private func folder(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }
}
