/// Paths without `.`, `..` and doubled slashes; links in them are not looked at.
public enum NormalPath {
    /// An absolute path. `..` at the root stays there, as the kernel has it.
    public static func of(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// A relative path, or nil if it leads out of its folder. The folder itself is an empty text.
    public static func within(_ path: String) -> String? {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." { parts.append(part) } else if parts.popLast() == nil { return nil }
        }
        return parts.joined(separator: "/")
    }
}

extension StringProtocol {
    /// Whether this path is a folder's or lies in it. Both are normal, and absolute or relative alike.
    public func isWithin(_ folder: String) -> Bool {
        let (path, outer) = (utf8, folder == "/" ? "".utf8 : folder.utf8)
        guard path.starts(with: outer) else { return false }
        return path.count == outer.count
            || path[path.index(path.startIndex, offsetBy: outer.count)] == UInt8(ascii: "/")
    }

    /// Whether one of two paths is the other's folder, or lies in it.
    public func overlaps(_ other: String) -> Bool { isWithin(other) || other.isWithin(String(self)) }
}
