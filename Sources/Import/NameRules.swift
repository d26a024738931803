/// What a variable holds, judging by its name, as far as names tell.
enum NameRules {
    private static func words(_ name: String) -> [String] {
        name.uppercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static let secretWords: Set<String> = [
        "PASSWORD", "PASSWD", "PASSPHRASE", "PASS", "PWD", "SECRET", "TOKEN", "SALT", "SALTS", "PEPPER", "APIKEY",
    ]
    private static let secretPairs: Set<String> = [
        "API KEY", "ACCESS KEY", "PRIVATE KEY", "ENCRYPTION KEY", "MASTER KEY", "SIGNING KEY", "AUTH KEY", "APP KEY",
        "KEY BASE", "SECRET KEY", "JWT KEY", "SESSION KEY", "COOKIE KEY", "ENC KEY", "HASH KEY", "CRYPTO KEY",
        "REDIS AUTH",
    ]
    /// About a secret, but not one: MYSQL_ALLOW_EMPTY_PASSWORD, TOKEN_EXPIRY, PASSWORD_FILE.
    private static let notSecret: Set<String> = [
        "ALLOW", "RANDOM", "REQUIRE", "REQUIRED", "DISABLE", "DISABLED", "ENABLE", "ENABLED", "PUBLIC", "RESET", "USE",
        "EXPIRY", "EXPIRES", "EXPIRATION", "LIFETIME", "TTL", "FILE", "PATH", "LENGTH", "MIN", "MAX", "LIMIT", "URL",
        "NAME", "ID", "POLICY", "AGE", "HOST", "PORT", "TYPE", "COUNT", "ROUNDS", "EMAIL", "USER", "HEADER", "SHOW",
    ]
    /// Somebody else gives these out, so a random value would be wrong.
    private static let foreign: Set<String> = [
        "SMTP", "MAIL", "MAILER", "EMAIL", "S3", "AWS", "GITHUB", "GITLAB", "GOOGLE", "OPENAI", "ANTHROPIC", "GEMINI",
        "GROQ", "MISTRAL", "OPENROUTER", "DEEPSEEK", "OAUTH", "OAUTH2", "OIDC", "STRIPE", "TWILIO", "AZURE", "DISCORD",
        "SLACK", "TELEGRAM", "LDAP", "LICENSE", "LICENCE", "CLOUDFLARE", "CF", "MAILGUN", "SENDGRID", "POSTMARK",
        "RECAPTCHA", "TURNSTILE", "HCAPTCHA", "FACEBOOK", "TWITTER", "APPLE", "FIREBASE", "SENTRY", "PAYPAL", "CLIENT",
        "FB", "IG", "INSTAGRAM", "WHATSAPP", "BITBUCKET", "TWITCH", "SPOTIFY", "TMDB", "IGDB", "STEAM", "HARDCOVER",
        "TRAKT", "BACKBLAZE", "LINODE", "WASABI", "SPACES",
        "B2", "RESEND", "SES", "WEBHOOK", "PLEX", "PROVIDER", "MAXMIND", "NOTION", "UNSPLASH", "HUGGINGFACE", "HF",
    ]
    private static let database: Set<String> = [
        "POSTGRES", "POSTGRESQL", "PG", "MYSQL", "MARIADB", "MONGO", "MONGODB", "REDIS", "DB", "DATABASE", "CLICKHOUSE",
        "VALKEY", "RABBITMQ", "ROOT", "KEYDB", "SQL",
    ]
    private static let login: Set<String> = [
        "ADMIN", "INITIAL", "DEFAULT", "LOGIN", "SUPERUSER", "DASHBOARD", "AUTH", "UI", "BASIC",
    ]

    static func isSecret(_ name: String) -> Bool {
        // The shell's own: the folder that it is in.
        if ["PWD", "OLDPWD"].contains(name) { return false }
        let words = words(name)
        guard let last = words.last, !words.contains(where: { ["ALLOW", "ENABLE", "DISABLE", "PUBLIC"].contains($0) })
        else { return false }
        if notSecret.contains(last) { return false }
        let pair = words.suffix(2).joined(separator: " ")
        return secretWords.contains(last) || secretPairs.contains(pair)
    }

    /// Whether a value only says that there should be one.
    static func isPlaceholder(_ value: String) -> Bool {
        let word = value.lowercased().filter { $0.isLetter || $0.isNumber }
        return ["", "localhost", "examplecom", "yourdomaincom", "yourdomain"].contains(word)
            || ["replaceme", "replacewith", "changeme", "changethis", "yoursupersecret", "yoursecret"]
                .contains(where: word.hasPrefix)
    }

    /// A key whose name alone does not say so (`_APP_OPENSSL_KEY_V1`, `LOGFLARE_PUBLIC_ACCESS_TOKEN`), by its value.
    static func isPlaceholderOfSecret(_ name: String, _ value: String) -> Bool {
        guard !value.isEmpty, isPlaceholder(value) else { return false }
        return words(name).contains { secretWords.contains($0) || $0 == "KEY" }
            && !notSecret.contains(words(name).last ?? "")
    }

    /// Whether another company gives it out.
    static func isForeign(_ name: String) -> Bool {
        let words = words(name)
        if words.contains(where: foreign.contains) { return true }
        return words.suffix(2) == ["API", "KEY"] && !words.contains("APP") && words.count > 2
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
        let words = words(name).map { short.contains($0) ? $0 : $0.lowercased() }
        let text = words.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
