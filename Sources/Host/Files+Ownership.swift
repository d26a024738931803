import Glibc

/// A part of a path that others could change.
public struct ForeignPart: Equatable, Hashable, Sendable {
    public enum Problem: Equatable, Hashable, Sendable {
        /// It belongs to somebody else, by user id.
        case owner(UInt32)
        /// Its group or everybody may write to it; these are the permission bits.
        case writable(UInt16)
    }
    /// The real path on this system.
    public let path: String
    public let problem: Problem

    public init(path: String, problem: Problem) {
        self.path = path
        self.problem = problem
    }
}

extension Files {
    /// Walks a path as the kernel does, link by link, and lists what others could change on the way. Anybody who may
    /// write to a folder can replace what is in it.
    ///
    /// This includes access control lists: their mask shows as the group's permissions (acl(5)).
    ///
    /// - Parameters:
    ///   - path: If nothing is there, only the folders above it are checked.
    ///   - owner: The user who must own everything, besides root.
    public func foreignParts(of path: String, owner: UInt32) -> [ForeignPart] {
        var found: [ForeignPart] = []
        var folder = root.prefix
        var rest = Self.parts(path)
        var links = 0
        // The folder that stands for `/` is the caller's choice.
        if root.isSystem { found += Self.problems(of: "/", owner, isEnd: rest.isEmpty) }
        while let part = rest.popLast() {
            if part == ".." {
                folder = String(folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)])
                continue
            }
            let next = "\(folder)/\(part)"
            var status = stat()
            guard lstat(next, &status) == 0 else { break }
            guard status.st_mode & S_IFMT == S_IFLNK else {
                found += Self.problems(of: next, owner, isEnd: rest.isEmpty)
                folder = next
                continue
            }
            if ![0, owner].contains(status.st_uid) {
                found.append(ForeignPart(path: next, problem: .owner(status.st_uid)))
            }
            links += 1
            guard links <= Self.mostLinks, let target = Self.target(of: next) else { break }
            if target.hasPrefix("/") { folder = "" }
            rest += Self.parts(target)
        }
        return found
    }

    /// The kernel gives up after the same number (path_resolution(7)).
    private static let mostLinks = 40

    /// The last first.
    private static func parts(_ path: String) -> [Substring] {
        path.split(separator: "/").filter { $0 != "." }.reversed()
    }

    private static func target(of link: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = bytes.withUnsafeMutableBytes { buffer in
            readlink(link, buffer.baseAddress!.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    private static func problems(of path: String, _ owner: UInt32, isEnd: Bool) -> [ForeignPart] {
        var status = stat()
        guard lstat(path, &status) == 0 else { return [] }
        var found: [ForeignPart] = []
        if ![0, owner].contains(status.st_uid) { found.append(.init(path: path, problem: .owner(status.st_uid))) }
        // In a sticky folder, such as /tmp, nobody can replace another user's file.
        let isSticky = status.st_mode & S_ISVTX != 0 && status.st_mode & S_IFMT == S_IFDIR && !isEnd
        if status.st_mode & (S_IWGRP | S_IWOTH) != 0 && !isSticky {
            found.append(.init(path: path, problem: .writable(UInt16(status.st_mode & 0o7777))))
        }
        return found
    }
}
