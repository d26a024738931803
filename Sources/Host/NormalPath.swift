/// Absolute paths without `.`, `..` and doubled slashes; links in them are not looked at.
public enum NormalPath {
    public static func of(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
