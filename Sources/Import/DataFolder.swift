import AppSpec

/// What a folder beside the Compose file holds, as far as names tell.
enum DataFolder {
    private static let names: Set<String> = [
        "data", "db", "database", "pgdata", "postgres", "mysql", "mariadb", "redis", "mongo", "storage", "uploads",
        "upload", "library", "media", "backup", "backups", "logs", "cache", "tmp",
    ]
    private static let endings = [".db", ".sqlite", ".sqlite3", ".rdb", ".aof", ".wal", ".ibd", ".log"]
    private static let files: Set<String> = ["PG_VERSION", "ibdata1", "WiredTiger", "dump.rdb"]

    /// Whether its files are what a running service wrote, which is nobody else's.
    static func isData(_ path: String, _ content: [ImportedFile], target: String) -> Bool {
        let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
        if names.contains(name) || DatabaseKind.allCases.contains(where: { $0.isThere && $0.keepsData(at: target) }) {
            return true
        }
        return content.contains { file in
            let name = file.path.split(separator: "/").last.map(String.init) ?? ""
            return files.contains(name) || endings.contains(where: name.lowercased().hasSuffix)
        }
    }

    /// Whether people keep keys and passwords in files of such names.
    static func isPrivate(_ path: String) -> Bool {
        let parts = path.split(separator: "/").map(String.init)
        guard let name = parts.last else { return false }
        if parts.contains(where: { [".git", ".ssh", ".aws", ".gnupg"].contains($0) }) { return true }
        let isExample = [".example", ".sample", ".dist", ".template"].contains(where: name.hasSuffix)
        return name == ".env" || name.hasPrefix(".env.") && !isExample || name.hasPrefix("id_") && !name.contains(".")
            || [".pem", ".key", ".p12", ".pfx"].contains(where: name.hasSuffix)
    }
}
