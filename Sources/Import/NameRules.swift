import ComposeFile

/// What a variable holds that is no secret (``SecretName``), judging by its name, as far as names tell.
enum NameRules {
    private static func words(_ name: String) -> [String] { SecretName.words(name) }

    private static let database: Set<String> = [
        "POSTGRES", "POSTGRESQL", "PG", "MYSQL", "MARIADB", "MONGO", "MONGODB", "REDIS", "DB", "DATABASE", "CLICKHOUSE",
        "VALKEY", "RABBITMQ", "ROOT", "KEYDB", "SQL",
    ]
    private static let login: Set<String> = [
        "ADMIN", "INITIAL", "DEFAULT", "LOGIN", "SUPERUSER", "DASHBOARD", "AUTH", "UI", "BASIC",
    ]

    /// What every shell has, of the computer and of the person who works there.
    static func isOfShell(_ name: String) -> Bool {
        ["PATH", "HOME", "HOSTNAME", "USER", "LOGNAME", "SHELL", "UID", "GID", "LANG", "TERM", "DISPLAY"].contains(name)
    }

    static func isMail(_ name: String) -> Bool {
        words(name).contains { ["SMTP", "MAIL", "MAILER", "EMAIL"].contains($0) }
    }

    static func isEmail(_ name: String) -> Bool {
        let words = words(name)
        guard let last = words.last else { return false }
        return last == "EMAIL" || last == "MAILTO"
            || (last == "ADDRESS" || last == "FROM")
                && words.contains { ["EMAIL", "MAIL", "SMTP", "MAILER"].contains($0) }
    }

    static func isDomain(_ name: String) -> Bool {
        ["DOMAIN", "FQDN", "DOMAINNAME"].contains(words(name).last ?? "")
            || words(name).suffix(2) == ["DOMAIN", "NAME"]
    }

    /// Whether it lets people in or keeps them out, so that the owner should decide.
    static func isSwitch(_ name: String) -> Bool {
        words(name).contains {
            ["SIGNUP", "SIGNUPS", "REGISTRATION", "REGISTRATIONS", "REGISTER", "TELEMETRY", "ANONYMOUS", "INVITE"]
                .contains($0)
        }
    }

    /// Whether it is the address that people open.
    static func isOwnAddress(_ name: String) -> Bool {
        ["BASE URL", "PUBLIC URL", "SITE URL", "APP URL", "ROOT URL", "EXTERNAL URL", "SERVER URL", "NEXTAUTH URL"]
            .contains(words(name).suffix(2).joined(separator: " "))
    }

    /// Whether a person types it to log in for the first time.
    static func isLogin(_ name: String) -> Bool {
        let words = words(name)
        guard !words.contains(where: database.contains),
            !words.contains(where: { ["SECRET", "TOKEN", "KEY", "SALT", "JWT"].contains($0) })
        else { return false }
        return words.contains(where: login.contains)
    }

    /// Such as "SMTP password" for `_APP_SMTP_PASSWORD`.
    static func label(_ name: String) -> String {
        let short: Set<String> = [
            "SMTP", "API", "URL", "S3", "AWS", "ID", "TLS", "SSL", "OIDC", "LDAP", "DNS", "IP", "SMS", "JWT", "UI",
            "DB",
        ]
        if name == "TZ" { return "Time zone" }
        let words = words(name).map { short.contains($0) ? $0 : $0.lowercased() }
        let text = words.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
