import Host
import ImageCheck
import Installation

/// Empties the logs and removes the rotated ones.
struct CleanLogs: ImageStep {
    let machine: Machine
    let title = "Emptying the logs"

    init(_ machine: Machine) { self.machine = machine }

    func run() async throws {
        if machine.hasSystemd {
            // What is logged until the machine is off stays in memory: a journal that is removed would be made anew.
            _ = try await Command("journalctl", ["--relinquish-var"]).run()
        }
        try machine.files.empty("/var/log/journal")
        for path in machine.files.regularFiles(under: "/var/log") {
            if Traces.isRotatedLog(path.split(separator: "/").last.map(String.init) ?? "") {
                try machine.files.removeTree(path)
            } else {
                // Whoever writes to it goes on with the same file.
                try machine.files.truncate(path)
            }
        }
        for path in ["/var/lib/wtmpdb/wtmp.db", "/var/lib/lastlog/lastlog2.db"] { try machine.files.removeTree(path) }
    }
}
