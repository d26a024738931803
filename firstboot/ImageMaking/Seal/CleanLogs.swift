import Glibc
import Host
import ImageCheck
import Installation
import Text

/// Empties the logs and removes the rotated ones.
struct CleanLogs: ImageStep {
    let machine: Machine
    let title = "Emptying the logs"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        if machine.hasSystemd {
            // What is logged from here on stays in memory. Otherwise a removed journal would be created again.
            _ = try await Command("journalctl", ["--relinquish-var"]).run()
        }
        try machine.files.empty("/var/log/journal")
        try setAside()
        for path in try machine.files.regularFiles(under: "/var/log") {
            if Traces.isRotatedLog(path.split(separator: "/").last.map(String.init) ?? "") {
                try machine.files.removeTree(path)
            } else {
                // Programs that have it open go on with the same file.
                try machine.files.truncate(path)
            }
        }
        let tree = ImageTree(machine.files.root)
        for link in machine.files.names(in: "/var/log") where link.hasSuffix(".log") {
            if let file = tree.resolve("/var/log/\(link)"), tree.size(file) != nil { try machine.files.truncate(file) }
        }
        for path in ["/var/lib/wtmpdb/wtmp.db", "/var/lib/lastlog/lastlog2.db"] { try machine.files.removeTree(path) }
    }

    /// Removes what a review would take for a rotated log, by its name. A folder among them is created again at the
    /// next boot with its owner and mode, because its service may not be able to create it.
    private func setAside() throws {
        let found = machine.files.names(in: "/var/log").filter { Traces.isDatedLog($0) || Traces.isNumberedLog($0) }
        let folders = found.map { "/var/log/\($0)" }.filter(machine.files.isFolder)
        let entries = folders.compactMap(entry)
        let path = "/etc/tmpfiles.d/landfall-logs.conf"
        if !entries.isEmpty {
            let known = String(decoding: try machine.files.read(path) ?? [], as: UTF8.self).split(separator: "\n")
            let lines = known.map(String.init).filter { !entries.contains($0) } + entries
            try machine.files.writeWithFolders([
                .init(path, Array((lines.joined(separator: "\n") + "\n").utf8), mode: 0o644)
            ])
        }
        for name in found { try machine.files.removeTree("/var/log/\(name)") }
    }

    /// A folder's line for tmpfiles.d(5), with white space in its name escaped.
    private func entry(_ folder: String) -> String? {
        var status = stat()
        guard stat(machine.files.root.path(folder), &status) == 0 else { return nil }
        let name = folder.escaping(["\\": "\\x5c", " ": "\\x20", "%": "%%"])
        return "d \(name) \(String(status.st_mode & 0o7777, radix: 8)) \(status.st_uid) \(status.st_gid) -"
    }
}
