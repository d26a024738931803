import Glibc
import SystemPackage

/// Files under a root. A write is complete and durable, or it has not happened.
public struct Files: Sendable {
    public let root: Root

    public init(_ root: Root) { self.root = root }

    /// A file to write at an absolute path of the machine.
    public struct Write: Sendable {
        public var path: String
        public var bytes: [UInt8]
        /// Permission bits, never wider than this at any moment.
        public var mode: UInt16
        /// Its owner from the moment that it is at its path; nil means the process's user.
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

    /// Writes files in this order, so that each is complete at its path or not there at all. They survive a power cut
    /// once this returns: temporary files, fsync, rename, one fsync for each folder.
    ///
    /// Their folders must exist.
    ///
    /// - Parameter beforeRename: Called once when all bytes are safe on the disk and only the renames are left. So
    ///   hardly anything can go wrong between this call and the renames.
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

    /// Files held open together. All their bytes are on the way to the disk before the first wait, so the file system
    /// commits them together.
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
        // Remove what a killed run left. Exclusive creation then never follows a link that somebody put there.
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

    /// Makes a file of that size (0600) with all its blocks allocated, as swap needs: no holes, and no copy-on-write on
    /// Btrfs. Its content is undefined.
    public func allocate(_ path: String, bytes: Int64) throws(FileFailure) {
        let real = root.path(path)
        unlink(real)
        let file = try Descriptor(
            opening: real, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600, action: "create")
        file.forbidCopyOnWrite()
        let code = posix_fallocate(file.raw, 0, off_t(bytes))
        if code != 0 { throw FileFailure("reserve space for", real, Errno(rawValue: code)) }
    }

    /// Puts a complete file in place, but not durably and without reporting errors. For status files only.
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

    /// Writes into an existing file, such as the kernel's settings in /proc.
    ///
    /// - Returns: Whether it succeeded.
    public func overwriteInPlace(_ path: String, _ bytes: [UInt8]) -> Bool {
        do throws(FileFailure) {
            try Descriptor(opening: root.path(path), O_WRONLY, action: "open").write(bytes)
            return true
        } catch {
            return false
        }
    }

    /// The bytes of a file, or nil if there is none.
    ///
    /// - Parameter limit: The largest size in bytes. A longer file is a failure.
    public func read(_ path: String, limit: Int = 16 << 20) throws(FileFailure) -> [UInt8]? {
        do throws(FileFailure) {
            // O_NONBLOCK, so that this never waits for a pipe that somebody put there.
            let file = try Descriptor(opening: root.path(path), O_RDONLY | O_NONBLOCK, action: "read")
            guard let bytes = try file.read(limit: limit) else {
                throw FileFailure("read", root.path(path), .fileTooLarge)
            }
            return bytes
        } catch  where error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory {
            return nil
        }
    }

    /// The first line of a small text file, without white space around it; nil if it is missing, unreadable or empty.
    public func firstLine(_ path: String) -> String? {
        guard let bytes = try? read(path, limit: 1 << 16) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let line = text.split(whereSeparator: \.isNewline).first else { return nil }
        let words = line.drop(while: \.isWhitespace)
        return words.isEmpty ? nil : String(words.reversed().drop(while: \.isWhitespace).reversed())
    }

    public func exists(_ path: String) -> Bool { access(root.path(path), F_OK) == 0 }

    /// Creates a folder and those above it. The last gets exactly this mode, even if it existed before.
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

    /// Creates a folder if it does not exist. An existing folder keeps its mode.
    public func createFolderIfMissing(_ path: String, mode: UInt16 = 0o755) throws(FileFailure) {
        if !exists(path) { try createFolder(path, mode: mode) }
    }

    /// Removes a file durably. It is no failure if the file does not exist.
    public func remove(_ path: String) throws(FileFailure) {
        let real = root.path(path)
        if unlink(real) == 0 { return try sync(folder: parent(path)) }
        let code = Errno(rawValue: errno)
        if code != .noSuchFileOrDirectory && code != .notDirectory { throw FileFailure("remove", real, code) }
    }

    /// Removes what a killed run may have left of a file that it was about to put in place.
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
