/// Decides from a name whether a file or a folder is meant.
enum FileName {
    private static let extensions: Set<String> = [
        "cer", "cert", "cfg", "cnf", "conf", "config", "crt", "css", "csv", "db", "env", "html", "ini", "j2", "js",
        "json", "jsonc", "key", "lua", "md", "mjs", "p12", "pem", "pfx", "php", "properties", "pub", "py", "rb", "sh",
        "sock", "sql", "sqlite", "sqlite3", "template", "tmpl", "toml", "ts", "txt", "xml", "yaml", "yml",
    ]
    private static let names: Set<String> = [
        ".env", ".htpasswd", ".pgpass", "Caddyfile", "Corefile", "Dockerfile", "Procfile", "crontab", "htpasswd",
    ]

    /// Whether a mount is of a file, judging by its name here or in the container.
    static func isMeant(source: String, target: String) -> Bool {
        guard !source.hasSuffix("/"), !target.hasSuffix("/") else { return false }
        return [source, target].contains { path in
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            return names.contains(name)
                || parts.count > 1 && !(parts[0].isEmpty && parts.count == 2)
                    && extensions.contains(parts[parts.count - 1].lowercased())
        }
    }
}
