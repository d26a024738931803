import Glibc
import SystemPackage

/// Operations on whole folders and on links. Links are never followed on the way down.
extension Files {
    /// The names in a folder, sorted; empty if there is no such folder or it cannot be read.
    public func names(in folder: String) -> [String] { (try? list(folder)) ?? [] }

    /// The names in a folder, sorted; empty if there is no such folder.
    public func list(_ folder: String) throws(FileFailure) -> [String] {
        let path = root.path(folder)
        guard let stream = opendir(path) else {
            let code = Errno(rawValue: errno)
            if [.noSuchFileOrDirectory, .notDirectory].contains(code) { return [] }
            throw FileFailure("list", path, code)
        }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
            errno = 0
        }
        if errno != 0 { throw FileFailure("list", path, Errno(rawValue: errno)) }
        return names.sorted()
    }

    /// The paths of all files under a folder that are neither folders nor links nor devices.
    ///
    /// - Throws: If a folder cannot be read: some of its files would be missing in silence.
    public func regularFiles(under folder: String) throws(FileFailure) -> [String] {
        var found: [String] = []
        for name in try list(folder) {
            let path = "\(folder)/\(name)"
            switch kind(path) {
            case S_IFDIR: found += try regularFiles(under: path)
            case S_IFREG: found.append(path)
            default: break
            }
        }
        return found
    }

    public func isFolder(_ path: String) -> Bool { kind(path) == S_IFDIR }
    public func isLink(_ path: String) -> Bool { kind(path) == S_IFLNK }

    /// Where a link leads, as it is written in it; nil if it is no link.
    public func target(of link: String) -> String? {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(root.path(link), &path, path.count)
        return count < 0 ? nil : String(decoding: path.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes a file, a link, or a folder with its content. It is no failure if nothing is there. A mount stays.
    public func removeTree(_ path: String) throws(FileFailure) {
        guard let kind = kind(path) else { return }
        let real = root.path(path)
        if kind == S_IFDIR { try empty(path) }
        if (kind == S_IFDIR ? rmdir(real) : unlink(real)) == 0 { return }
        var code = Errno(rawValue: errno)
        if code == .directoryNotEmpty {
            Self.removeByBytes(inside: real)
            if rmdir(real) == 0 { return }
            code = Errno(rawValue: errno)
        }
        if ![.noSuchFileOrDirectory, .resourceBusy].contains(code) { throw FileFailure("remove", real, code) }
    }

    /// Removes a folder with nothing in it. Any other one stays, and so does what is no folder.
    public func removeFolderIfEmpty(_ path: String) { rmdir(root.path(path)) }

    /// Removes everything in a folder except what `keeping` names. The folder stays.
    public func empty(_ folder: String, keeping: (String) -> Bool = { _ in false }) throws(FileFailure) {
        guard isFolder(folder) else { return }
        for name in try list(folder) where !keeping(name) { try removeTree("\(folder)/\(name)") }
    }

    /// Empties a file. It stays the same file for programs that have it open.
    public func truncate(_ path: String) throws(FileFailure) {
        let real = root.path(path)
        _ = try FileFailure.check("empty", real) { Glibc.truncate(real, 0) }
    }

    /// Replaces a file's bytes as ``write(_:_:mode:)`` does; its owner and mode stay.
    public func rewrite(_ path: String, _ bytes: [UInt8]) throws(FileFailure) {
        let real = root.path(path)
        var status = stat()
        _ = try FileFailure.check("look at", real) { lstat(real, &status) }
        try write(path, bytes, mode: UInt16(status.st_mode & 0o7777))
        _ = try FileFailure.check("give away", real) { chown(real, status.st_uid, status.st_gid) }
    }

    /// Makes a symbolic link durably, replacing an existing link or file.
    public func link(_ path: String, to target: String) throws(FileFailure) {
        let real = root.path(path)
        let temporary = real + ".landfall"
        unlink(temporary)
        _ = try FileFailure.check("link", real) { symlink(target, temporary) }
        _ = try FileFailure.check("put in place", real) { rename(temporary, real) }
        try sync(folder: String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
    }

    /// The file type bits at a path; nil if nothing is there.
    private func kind(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(root.path(path), &status) == 0 ? status.st_mode & S_IFMT : nil
    }
}
