import Plan

/// What a machine has said of itself, as ``Scripts/look`` asks it.
struct MachineState: Sendable {
    /// As `uname -m` says.
    var architecture = ""
    var hasSystemd = false
    /// What the installed program is made for; nil where there is none.
    var provider: String?
    /// Bytes on the file system that the files go to.
    var free = 0
    /// Whether a deployment runs there now.
    var isAtWork = false
    /// The last run's id, what it does and its release; empty if there was none.
    var job: [String] = []
    /// The digests of the files that are there.
    var present: Set<String> = []
    /// Bytes that are there of files that are not whole, by digest.
    var parts: [String: Int] = [:]

    init(_ lines: [String]) {
        var versions: [String] = []
        for line in lines {
            let (key, value) = Self.split(line)
            switch key {
            case "architecture": architecture = value
            case "systemd": hasSystemd = true
            case "version": versions.append(value)
            case "free": free = (Int(value) ?? 0) * 1024
            case "unit": isAtWork = ["active", "activating", "deactivating", "reloading"].contains(value)
            case "job": job.append(value)
            case "have": present.insert(value)
            case "part":
                let (digest, size) = Self.split(value)
                parts[digest] = Int(size)
            default: break
            }
        }
        // Its second line is "TITLE VERSION for PROVIDER".
        guard let name = versions.dropFirst().first, let start = name.range(ofLast: " for ") else { return }
        provider = String(name[start...])
    }

    private static func split(_ line: String) -> (String, String) {
        guard let space = line.firstIndex(of: " ") else { return (line, "") }
        return (String(line[..<space]), String(line[line.index(after: space)...]))
    }
}

extension String {
    /// Where the text after the last such word begins.
    fileprivate func range(ofLast word: String) -> Index? {
        indices.last { self[$0...].hasPrefix(word) }.map { index($0, offsetBy: word.count) }
    }
}
