/// What was logged while the machine ran.
extension Rule {
    public static let logs = Rule(
        "logs", "The logs are empty", help: "empty them; `NAMEctl seal` does"
    ) { image in
        let files = image.tree.files(under: "/var/log") + ["/var/lib/wtmpdb/wtmp.db", "/var/lib/lastlog/lastlog2.db"]
        return files.compactMap { file in
            image.tree.size(file).flatMap { $0 > 0 ? Finding(file, "\($0) bytes") : nil }
        }
    }

    public static let datedLogs = Rule(
        "dated-logs", "No log is rotated by date", help: "remove it; `NAMEctl seal` does"
    ) { image in
        image.tree.paths(in: "/var/log", where: Traces.isDatedLog).map {
            Finding($0, "rotated, or named like a rotated log")
        }
    }

    public static let numberedLogs = Rule(
        "numbered-logs", "No log is rotated by number", help: "remove it; `NAMEctl seal` does"
    ) { image in
        image.tree.paths(in: "/var/log", where: Traces.isNumberedLog).map {
            Finding($0, "rotated, or named like a rotated log")
        }
    }

    public static let longLogs = Rule(
        "long-logs", "No *.log has more than 50 bytes", help: "empty it; `NAMEctl seal` does"
    ) { image in
        image.tree.paths(in: "/var/log") { $0.hasSuffix(".log") }.compactMap { file in
            image.tree.size(file).flatMap { $0 > 50 ? Finding(file, "\($0) bytes") : nil }
        }
    }
}
