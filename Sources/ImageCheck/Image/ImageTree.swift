import Glibc
import Host
import SystemPackage

/// The files of an image, read without leaving it: on a foreign disk an absolute link leads to that disk's file.
///
/// A missing file is fine. A file that exists but cannot be read goes into ``gaps``, so that no rule treats it as
/// absent.
public struct ImageTree: Sendable {
    public let root: Root
    let gaps = Gaps()

    /// - Parameter root: A relative path and links in it are followed once, here.
    public init(_ root: Root) { self.root = root.withoutLinks }

    public enum Kind: Sendable { case file, folder, link, other }

    /// The path within the image with every link followed; nil if nothing is there.
    ///
    /// - Parameter followsLast: Whether a link at the very end is followed too.
    public func resolve(_ path: String, followsLast: Bool = true) -> String? {
        var pending = Array(path.split(separator: "/").map(String.init).reversed())
        var done: [String] = []
        var links = 0
        while let name = pending.popLast() {
            if name == "." { continue }
            if name == ".." {
                _ = done.popLast()
                continue
            }
            let here = "/" + (done + [name]).joined(separator: "/")
            guard let status = status(here) else { return nil }
            guard status.st_mode & S_IFMT == S_IFLNK, followsLast || !pending.isEmpty else {
                done.append(name)
                continue
            }
            links += 1
            guard links <= Self.mostLinks else {
                gaps.note("\(path): more than \(Self.mostLinks) links on the way")
                return nil
            }
            guard let target = target(of: here) else { return nil }
            if target.hasPrefix("/") { done = [] }
            pending += target.split(separator: "/").map(String.init).reversed()
        }
        return "/" + done.joined(separator: "/")
    }

    /// The number that Linux follows for one path.
    private static let mostLinks = 40

    /// The file type at the path itself; nil if nothing is there.
    public func kind(_ path: String) -> Kind? {
        guard let place = resolve(path, followsLast: false), let status = status(place) else { return nil }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: .other
        }
    }

    public func exists(_ path: String) -> Bool { resolve(path) != nil }

    public func isExecutable(_ path: String) -> Bool {
        guard let status = regularFile(path)?.status else { return false }
        return status.st_mode & 0o111 != 0
    }

    /// The size of a file in bytes; nil if there is no file.
    public func size(_ path: String) -> Int? {
        regularFile(path).map { Int($0.status.st_size) }
    }

    /// A file's bytes; nil if there is none, if it cannot be read, or if it is longer than `limit`.
    public func bytes(_ path: String, limit: Int = 64 << 20) -> [UInt8]? {
        guard let file = regularFile(path) else { return nil }
        do throws(FileFailure) {
            return try Files(root).read(file.path, limit: limit)
        } catch {
            note(error)
            return nil
        }
    }

    /// A file's text; empty if there is none.
    public func text(_ path: String) -> String { String(decoding: bytes(path) ?? [], as: UTF8.self) }

    /// The names in a folder, sorted; empty if there is no such folder.
    public func names(in folder: String) -> [String] {
        guard let place = resolve(folder) else { return [] }
        do throws(FileFailure) {
            return try Files(root).list(place)
        } catch {
            note(error)
            return []
        }
    }

    /// The paths of the matching names in a folder.
    public func paths(in folder: String, where fits: (String) -> Bool = { _ in true }) -> [String] {
        names(in: folder).filter(fits).map { "\(folder)/\($0)" }
    }

    /// The paths of the regular files anywhere under a folder. Links in it are not followed.
    public func files(under folder: String) -> [String] {
        names(in: folder).flatMap { name -> [String] in
            let path = "\(folder)/\(name)"
            return switch kind(path) {
            case .folder: files(under: path)
            case .file: [path]
            default: []
            }
        }
    }

    /// The paths that match a pattern. `*` in it matches any part of a name.
    public func paths(matching pattern: String) -> [String] {
        pattern.split(separator: "/").reduce([""]) { folders, part in
            guard part.contains("*") else { return folders.map { "\($0)/\(part)" } }
            return folders.flatMap { folder in
                names(in: folder.isEmpty ? "/" : folder).filter { fnmatch(String(part), $0, 0) == 0 }
                    .map { "\(folder)/\($0)" }
            }
        }.filter { kind($0) != nil }
    }

    /// Whether there is a file that is not empty, or a folder with any file in it.
    func holdsSomething(_ path: String) -> Bool {
        guard let place = resolve(path) else { return false }
        return kind(place) == .folder ? !files(under: place).isEmpty : size(place).map { $0 > 0 } ?? false
    }

    /// The path on this computer, for another program.
    public func real(_ path: String) -> String? { resolve(path).map(root.path) }

    func target(of link: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(root.path(link), &buffer, buffer.count)
        if count < 0 { note(FileFailure("read the link", root.path(link), Errno(rawValue: errno))) }
        return count < 0 ? nil : String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func regularFile(_ path: String) -> (path: String, status: stat)? {
        guard let place = resolve(path), let status = status(place), status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return (place, status)
    }

    private func status(_ path: String) -> stat? {
        var status = stat()
        if lstat(root.path(path), &status) == 0 { return status }
        note(FileFailure("look at", root.path(path), Errno(rawValue: errno)))
        return nil
    }

    /// The path within the image, not the one on this computer.
    private func note(_ failure: FileFailure) {
        if [.noSuchFileOrDirectory, .notDirectory].contains(failure.errno) { return }
        let path = failure.path.dropFirst(root.prefix.count)
        gaps.note("cannot \(failure.action) \(path.isEmpty ? "/" : path): \(failure.errno)")
    }
}
