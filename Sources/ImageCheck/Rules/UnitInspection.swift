/// Whether a systemd unit in the image would start, as far as its files show.
struct UnitInspection {
    private let tree: ImageTree
    private let name: String

    init(_ tree: ImageTree, _ name: String) {
        self.tree = tree
        self.name = name
    }

    private var path: String { "/etc/systemd/system/\(name)" }

    var findings: [Finding] {
        guard tree.size(path) != nil else { return [Finding(path, "is missing")] }
        let entries = entries()
        guard let entries else { return [Finding(path, "is not a systemd unit")] }
        let targets = entries.filter { $0.key == "WantedBy" }.flatMap {
            $0.value.split(separator: " ").map(String.init)
        }
        let isEnabled = targets.contains {
            tree.resolve("/etc/systemd/system/\($0).wants/\(name)") == tree.resolve(path)
        }
        var findings = isEnabled ? [] : [Finding(path, "is not enabled: no target wants it")]
        let programs = entries.filter { $0.key == "ExecStart" }.compactMap { Self.program($0.value) }
        if programs.isEmpty { findings.append(Finding(path, "starts nothing")) }
        findings += programs.filter { !tree.isExecutable($0) }.map { Finding(path, "starts \($0), which cannot run") }
        return findings
    }

    /// The keys with their values; nil if a line is not a section, a key with its value, or a comment.
    private func entries() -> [(key: String, value: String)]? {
        var entries: [(key: String, value: String)] = []
        var isContinued = false
        for line in tree.text(path).split(separator: "\n") {
            defer { isContinued = line.hasSuffix("\\") }
            if isContinued || line.hasPrefix("#") || line.hasPrefix(";") { continue }
            if line.hasPrefix("[") && line.hasSuffix("]") { continue }
            guard let equals = line.firstIndex(of: "="), equals != line.startIndex else { return nil }
            entries.append((String(line[..<equals]), String(line[line.index(after: equals)...])))
        }
        return entries.isEmpty ? nil : entries
    }

    /// The program of a command line, without systemd's prefixes.
    private static func program(_ command: String) -> String? {
        command.split(separator: " ").first.map { String($0.drop { "@-:+!".contains($0) }) }
    }
}
