import Glibc
import SystemPackage

/// Files under a root. A write is complete and durable, or it has not happened.
public struct Files: Sendable {
    public let root: Root

    public init(_ root: Root) { self.root = root }

    /// A file to be written at an absolute path of the machine.
    public struct Write: Sendable {
        public var path: String
        public var bytes: [UInt8]
        /// Permission bits, never wider than this at any moment.
        public var mode: UInt16
        /// Whose it is from the moment that it is at its path; the process's own where there is none.
        public var owner: Owner?
        public init(_ path: String, _ bytes: [UInt8], mode: UInt16, owner: Owner? = nil) {
            self.path = path
            self.bytes = bytes
            self.mode = mode
            self.owner = owner
        }
    }

    /// Writes one file; see ``write(_:)-([Write])``.
    public func write(_ path: String, _ bytes: [UInt8], mode: UInt16) throws(FileFailure) {
        try write([Write(path, bytes, mode: mode)])
    }

    /// Writes files so that each is whole at its path or is not there, in this order, and survives a power cut
    /// once this returns: temporary files, fsync, rename, one fsync for each folder.
    ///
    /// Their folders must exist.
    ///
    /// - Parameter beforeRename: Called once when all bytes are safe on the disk and only the renames are left, so
    ///   that hardly anything can go wrong between it and the moment when the files are in place.
    public func write(_ writes: [Write], beforeRename: () -> Void = {}) throws(FileFailure) {
        do throws(FileFailure) {
            for start in stride(from: 0, to: writes.count, by: Self.openAtOnce) {
                try stage(writes[start..<min(start + Self.openAtOnce, writes.count)])
            }
            beforeRename()
            for write in writes { try putInPlace(write) }
        } catch {
            for write in writes { unlink(temporary(root.path(write.path))) }
            throw error
        }
        var folders: [String] = []
        for write in writes {
            let folder = parent(write.path)
            if !folders.contains(folder) { folders.append(folder) }
        }
        for folder in folders { try sync(folder: folder) }
    }

    /// Files held open together: each one's bytes are on their way to the disk before the first is waited for,
    /// so that the file system commits them together.
    private static let openAtOnce = 64

    private func stage(_ writes: ArraySlice<Write>) throws(FileFailure) {
        guard let first = writes.first else { return }
        let file = try createTemporary(first)
        if writes.count > 1 { file.startWriting() }
        try stage(writes.dropFirst())
        try file.sync()
    }

    private func createTemporary(_ write: Write) throws(FileFailure) -> Descriptor {
        let path = temporary(root.path(write.path))
        // What a killed run left; creating exclusively then never follows a link somebody put there.
        unlink(path)
        let file = try Descriptor(
            opening: path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600, action: "create")
        try file.write(write.bytes)
        if let owner = write.owner { try file.give(to: owner) }
        if write.mode != 0o600 { try file.setMode(write.mode) }
        return file
    }

    private func putInPlace(_ write: Write) throws(FileFailure) {
        let path = root.path(write.path)
        _ = try FileFailure.check("put in place", path) { rename(temporary(path), path) }
    }

    /// Makes a file of that size (0600) whose blocks are all there, as swap needs them: no holes, and on Btrfs no copies
    /// on write. What is in it is not said.
    public func allocate(_ path: String, bytes: Int64) throws(FileFailure) {
        let real = root.path(path)
        unlink(real)
        let file = try Descriptor(
            opening: real, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600, action: "create")
        file.forbidCopyOnWrite()
        let code = posix_fallocate(file.raw, 0, off_t(bytes))
        if code != 0 { throw FileFailure("reserve space for", real, Errno(rawValue: code)) }
    }

    /// Puts a file in place whole, but neither durably nor surely: for what only says how things stand.
    public func overwrite(_ path: String, _ bytes: [UInt8], mode: UInt16 = 0o644) {
        let write = Write(path, bytes, mode: mode)
        do throws(FileFailure) {
            try createFolderIfMissing(parent(path))
            _ = try createTemporary(write)
            try putInPlace(write)
        } catch {
            unlink(temporary(root.path(path)))
        }
    }

    /// Writes into a file that is there, as the kernel's settings in /proc are changed.
    ///
    /// - Returns: Whether it could be.
    public func overwriteInPlace(_ path: String, _ bytes: [UInt8]) -> Bool {
        do throws(FileFailure) {
            try Descriptor(opening: root.path(path), O_WRONLY, action: "open").write(bytes)
            return true
        } catch {
            return false
        }
    }

    /// The bytes of a file, or nil where there is none.
    ///
    /// - Parameter limit: The most bytes that it may have; a longer one counts as a failure.
    public func read(_ path: String, limit: Int = 16 << 20) throws(FileFailure) -> [UInt8]? {
        do throws(FileFailure) {
            // O_NONBLOCK: a pipe that somebody put there must not be waited for.
            let file = try Descriptor(opening: root.path(path), O_RDONLY | O_NONBLOCK, action: "read")
            guard let bytes = try file.read(limit: limit) else {
                throw FileFailure("read", root.path(path), .fileTooLarge)
            }
            return bytes
        } catch  where error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory {
            return nil
        }
    }

    /// The first line of a small text file, without white space around it; nil where it is missing, unreadable or empty.
    public func firstLine(_ path: String) -> String? {
        guard let bytes = try? read(path, limit: 1 << 16) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let line = text.split(whereSeparator: \.isNewline).first else { return nil }
        let words = line.drop(while: \.isWhitespace)
        return words.isEmpty ? nil : String(words.reversed().drop(while: \.isWhitespace).reversed())
    }

    public func exists(_ path: String) -> Bool { access(root.path(path), F_OK) == 0 }

    /// Creates a folder and those above it; the last has exactly this mode, also where it was there before.
    public func createFolder(_ path: String, mode: UInt16 = 0o755) throws(FileFailure) {
        let real = root.path(path)
        if mkdir(real, mode_t(mode)) == 0 { return }
        switch Errno(rawValue: errno) {
        case .fileExists:
            var status = stat()
            _ = try FileFailure.check("look at", real) { stat(real, &status) }
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw FileFailure("create the folder", real, .notDirectory)
            }
            if status.st_mode & 0o7777 != mode_t(mode) {
                _ = try FileFailure.check("set the mode of", real) { chmod(real, mode_t(mode)) }
            }
        case .noSuchFileOrDirectory where path != "" && !exists(parent(path)):
            try createFolder(parent(path))
            try createFolder(path, mode: mode)
        case let code: throw FileFailure("create the folder", real, code)
        }
    }

    /// Creates a folder unless something is there: one that is keeps its mode.
    public func createFolderIfMissing(_ path: String, mode: UInt16 = 0o755) throws(FileFailure) {
        if !exists(path) { try createFolder(path, mode: mode) }
    }

    /// Removes a file durably; one that is not there is no failure.
    public func remove(_ path: String) throws(FileFailure) {
        let real = root.path(path)
        if unlink(real) == 0 { return try sync(folder: parent(path)) }
        let code = Errno(rawValue: errno)
        if code != .noSuchFileOrDirectory && code != .notDirectory { throw FileFailure("remove", real, code) }
    }

    /// Takes away what a run that was killed may have left of a file that it was about to put in place.
    public func removeLeftover(of path: String) { unlink(temporary(root.path(path))) }

    func sync(folder: String) throws(FileFailure) {
        try Descriptor(opening: root.path(folder.isEmpty ? "/" : folder), O_RDONLY | O_DIRECTORY, action: "open").sync()
    }

    private func parent(_ path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    private func temporary(_ path: String) -> String {
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        return path[..<slash] + ".\(path[slash...]).landfall"
    }
}
