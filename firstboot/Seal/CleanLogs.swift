import Host

/// Empties the logs and removes the rotated ones.
struct CleanLogs: ImageStep {
    let machine: Machine
    let title = "Emptying the logs"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        try machine.files.empty("/var/log/journal")
        for path in machine.files.regularFiles(under: "/var/log") {
            if Self.isRotated(path.split(separator: "/").last.map(String.init) ?? "") {
                try machine.files.removeTree(path)
            } else {
                // Whoever writes to it goes on with the same file.
                try machine.files.truncate(path)
            }
        }
        for path in ["/var/lib/wtmpdb/wtmp.db", "/var/lib/lastlog/lastlog2.db"] { try machine.files.removeTree(path) }
    }

    /// `name.1`, `name.2.gz`, `name-20261120`, `name.old`, as logrotate and its like call what they put aside.
    static func isRotated(_ name: String) -> Bool {
        if [".gz", ".xz", ".bz2", ".zst", ".old"].contains(where: name.hasSuffix) { return true }
        let last = name.split { $0 == "." || $0 == "-" }.last ?? ""
        return last.count < name.count && !last.isEmpty && last.allSatisfy(\.isNumber)
    }
}
