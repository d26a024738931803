/// What a variable holds, judging by its name, as far as names tell.
enum NameRules {
    private static func words(_ name: String) -> [String] {
        name.uppercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static let secretWords: Set<String> = [
        "PASSWORD", "PASSWD", "PASSPHRASE", "PASS", "PWD", "SECRET", "TOKEN", "SALT", "SALTS", "PEPPER", "APIKEY",
        "DBPASS", "DBPWD", "USERPASS", "ADMINPASS", "ROOTPASS",
    ]
    private static let secretPairs: Set<String> = [
        "API KEY", "PRIVATE KEY", "ENCRYPTION KEY", "MASTER KEY", "SIGNING KEY", "AUTH KEY", "APP KEY",
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
        "POSTHOG", "B2", "RESEND", "SES", "WEBHOOK", "PLEX", "PROVIDER", "MAXMIND", "NOTION", "UNSPLASH", "HUGGINGFACE",
        "HF",
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
        let words = unnumbered(words(name))
        guard let last = words.last, !words.contains(where: { ["ALLOW", "ENABLE", "DISABLE", "PUBLIC"].contains($0) })
        else { return false }
        if notSecret.contains(last) { return false }
        let pair = words.suffix(2).joined(separator: " ")
        return secretWords.contains(last) || secretPairs.contains(pair)
            || last.hasSuffix("PASSWORD") && !last.hasPrefix("NO")
            // An access key without that word is the name of a user.
            || words.suffix(3) == ["SECRET", "ACCESS", "KEY"]
    }

    /// Whether the name or the value says that it is one: `FERNET_KEY` with 32 random bytes.
    static func isSecret(_ name: String, _ value: String) -> Bool { isSecret(name) || isRandomKey(name, value) }

    /// Without what counts several of a kind: `SECRET_KEY_V1`, `PASSWORD1`, `TOKEN_2`.
    private static func unnumbered(_ words: [String]) -> [String] {
        var words = words
        while words.count > 1, let last = words.last,
            Int(last) != nil || last.hasPrefix("V") && Int(last.dropFirst()) != nil
        { words.removeLast() }
        guard let last = words.popLast() else { return [] }
        let bare = String(last.reversed().drop(while: \.isNumber).reversed())
        return words + [secretWords.contains(bare) || bare == "KEY" || bare.hasSuffix("PASSWORD") ? bare : last]
    }

    /// What an app calls a key that is its own. Others may be of an account somewhere, or another's public half.
    private static let ownKeys: Set<String> = [
        "FERNET", "ENCRYPTION", "ENCRYPT", "SECRET", "SIGNING", "SIGN", "DJANGO", "AES", "HMAC", "CRYPTO", "SESSION",
        "COOKIE", "JWT", "MASTER", "HASH", "CSRF", "VAULT", "OPENSSL", "ENC", "APP",
    ]

    private static func isRandomKey(_ name: String, _ value: String) -> Bool {
        let words = unnumbered(words(name))
        guard words.last == "KEY", words.dropLast().contains(where: ownKeys.contains),
            !words.contains(where: { ["PUBLIC", "PUB", "PEER", "SITE", "PUBLISHABLE", "HOST", "ACCESS"].contains($0) })
        else { return false }
        if value.hasPrefix("django-insecure-") { return true }
        let bytes = value.utf8
        guard bytes.count >= 32 else { return false }
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        let isUpper = { (byte: UInt8) in (0x41...0x5A).contains(byte) }
        let isLower = { (byte: UInt8) in (0x61...0x7A).contains(byte) }
        if bytes.allSatisfy({ isDigit($0) || (0x61...0x66).contains($0) || (0x41...0x46).contains($0) }) { return true }
        guard bytes.allSatisfy({ isDigit($0) || isUpper($0) || isLower($0) || "+/=-_".utf8.contains($0) }),
            bytes.contains(where: isDigit), bytes.contains(where: isUpper), bytes.contains(where: isLower)
        else { return false }
        // `phc_…` and `pk_…` are other companies'.
        return value.hasSuffix("=") || !bytes.prefix(8).contains(UInt8(ascii: "_"))
    }

    /// Whether it is the name of a user, which stands beside that user's secret key.
    static func isUserKey(_ name: String) -> Bool {
        let words = words(name)
        return !words.contains("SECRET")
            && (words.suffix(2) == ["ACCESS", "KEY"] || words.suffix(3) == ["ACCESS", "KEY", "ID"])
    }

    /// A value that only shows what one looks like: `you@example.com`, `smtp.example.com`, `your-license-key-here`.
    static func isExample(_ value: String) -> Bool {
        let text = value.lowercased()
        return isPlaceholder(value) || text.range(ofText: "example.") != nil || text.hasPrefix("your-")
            || text.hasPrefix("your_") || text.hasPrefix("<") || text.hasPrefix("xxx")
    }

    /// What every shell has, of the computer and of the person who works there.
    static func isOfShell(_ name: String) -> Bool {
        ["PATH", "HOME", "HOSTNAME", "USER", "LOGNAME", "SHELL", "UID", "GID", "LANG", "TERM", "DISPLAY"].contains(name)
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
        guard !value.isEmpty, isPlaceholder(value), !isUserKey(name) else { return false }
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
        if name == "TZ" { return "Time zone" }
        let words = words(name).map { short.contains($0) ? $0 : $0.lowercased() }
        let text = words.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
