/// What variables, options and settings are called that have a secret: one list, by which `landfall check` warns of a
/// secret that is written out and `landfall import` replaces it.
///
/// The lists are of names that images and Compose files in public repositories use.
public enum SecretName {
    /// A name's words in upper case: `DB_PASSWORD`, `db-password`, `db.password` and `dbPassword` have the same two.
    public static func words(_ name: String) -> [String] {
        var spaced = ""
        var last: Character?
        for character in name {
            if character.isUppercase, last?.isLowercase == true { spaced.append("_") }
            spaced.append(character)
            last = character
        }
        return spaced.uppercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static let secretWords: Set<String> = [
        "PASSWORD", "PASSWD", "PASSPHRASE", "PASS", "PWD", "SECRET", "TOKEN", "SALT", "SALTS", "PEPPER", "APIKEY",
        "DBPASS", "DBPWD", "USERPASS", "ADMINPASS", "ROOTPASS", "REQUIREPASS", "MASTERAUTH",
    ]
    private static let secretPairs: Set<String> = [
        "API KEY", "PRIVATE KEY", "ENCRYPTION KEY", "MASTER KEY", "SIGNING KEY", "AUTH KEY", "APP KEY",
        "KEY BASE", "SECRET KEY", "JWT KEY", "SESSION KEY", "COOKIE KEY", "ENC KEY", "HASH KEY", "CRYPTO KEY",
        "REDIS AUTH", "ACCOUNT KEY",
    ]
    /// An access key without one of these words is the name of a user.
    private static let secretTriples: Set<String> = ["SECRET ACCESS KEY", "SHARED ACCESS KEY"]
    /// What a word ends in that has others before it: `PGPASSWORD`, `CLIENTSECRET`, `ACCESSTOKEN`.
    private static let endings = ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "APIKEY", "AUTHTOKEN", "ACCESSTOKEN"]
    /// Wherever one of these stands, the name is of a switch, or of what everybody may know.
    private static let switches: Set<String> = ["ALLOW", "ENABLE", "DISABLE", "PUBLIC", "NO", "MAX", "MIN", "LIMIT"]
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

    /// Whether the name alone says so.
    public static func isSecret(_ name: String) -> Bool {
        // The shell's own: the folder that it is in.
        if ["PWD", "OLDPWD"].contains(name) { return false }
        let words = unnumbered(words(name))
        guard let last = words.last, !words.contains(where: switches.contains), !notSecret.contains(last) else {
            return false
        }
        return secretWords.contains(last) || secretPairs.contains(words.suffix(2).joined(separator: " "))
            || secretTriples.contains(words.suffix(3).joined(separator: " "))
            || !last.hasPrefix("NO") && endings.contains(where: last.hasSuffix)
    }

    /// Whether the name or the value says that it is one: `FERNET_KEY` with 32 random bytes, and not `SESSION_KEY` with
    /// what the session is called.
    public static func isSecret(_ name: String, _ value: String) -> Bool {
        isSecret(name) && !isNameOfKey(name, value) || isRandomKey(name, value)
    }

    /// Whether the value of a `…_KEY` is what a cookie, a session or a record is called, or a number.
    private static func isNameOfKey(_ name: String, _ value: String) -> Bool {
        let words = words(name)
        guard words.last == "KEY", !words.contains("SECRET"), !words.contains("PRIVATE"), !words.contains("API") else {
            return false
        }
        if !value.isEmpty, value.utf8.count < 20, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return true }
        guard words.contains(where: { ["SESSION", "COOKIE", "HASH"].contains($0) }), value.utf8.count < 32,
            value.utf8.allSatisfy({
                (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || "._-:".utf8.contains($0)
            })
        else { return false }
        let text = value.lowercased()
        return ["sess", "sid", "cookie", "user", "token"].contains { part in text.utf8.firstRange(of: part.utf8) != nil
        }
    }

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
    public static func isUserKey(_ name: String) -> Bool {
        let words = words(name)
        return !words.contains("SECRET") && !words.contains("SHARED")
            && (words.suffix(2) == ["ACCESS", "KEY"] || words.suffix(3) == ["ACCESS", "KEY", "ID"])
    }

    /// Whether another company gives it out.
    public static func isForeign(_ name: String) -> Bool {
        let words = words(name)
        if words.contains(where: foreign.contains) { return true }
        // Of a connection string to a cloud's storage or queues.
        if ["ACCOUNT KEY", "SHARED ACCESS KEY"].contains(words.joined(separator: " ")) { return true }
        return words.suffix(2) == ["API", "KEY"] && !words.contains("APP") && words.count > 2
    }

    /// Whether the name says so, or the value: a key of an API begins with what tells whose it is.
    ///
    /// Source: the formats that these companies document, as those that search repositories for lost keys go by.
    public static func isForeign(_ name: String, _ value: String) -> Bool {
        if isForeign(name) { return true }
        guard foreignStarts.contains(where: value.hasPrefix) else { return false }
        // Such as LiteLLM's own master key.
        return !words(name).contains { ["MASTER", "ENCRYPTION", "SIGNING", "SESSION", "JWT"].contains($0) }
    }

    /// OpenAI and Anthropic, Stripe, AWS, GitHub, GitLab, Slack, Google, SendGrid, Hugging Face, npm, Resend, Notion.
    private static let foreignStarts = [
        "sk-", "sk_live_", "sk_test_", "rk_live_", "rk_test_", "pk_live_", "pk_test_", "whsec_", "AKIA", "ASIA", "ghp_",
        "gho_", "ghs_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "xapp-", "AIza", "SG.", "hf_", "npm_", "re_",
        "ntn_",
    ]

    // MARK: Values

    /// Whether a text can be a secret: not a word for yes or no, not a number, not a path.
    public static func isValue(_ text: String) -> Bool {
        let word = text.lowercased()
        return !text.isEmpty
            && !["true", "false", "yes", "no", "on", "off", "none", "null", "optional", "disabled"].contains(word)
            && !["/", "./", "../", "~/", "file:"].contains(where: text.hasPrefix)
            && !(text.utf8.count < 6 && Int(text) != nil)
    }

    /// Not a word that people use for other things.
    public static func isUnusual(_ value: String) -> Bool {
        let size = value.utf8.count
        if size >= 6, value.contains(where: \.isNumber), value.contains(where: \.isLetter) { return true }
        // Letters alone may be an app's name.
        return size >= 16 && value != value.lowercased() && !isPlaceholder(value)
    }

    /// Whether a value only says that there should be one.
    public static func isPlaceholder(_ value: String) -> Bool {
        let word = value.lowercased().filter { $0.isLetter || $0.isNumber }
        return ["", "localhost", "examplecom", "yourdomaincom", "yourdomain"].contains(word)
            || ["replaceme", "replacewith", "changeme", "changethis", "yoursupersecret", "yoursecret"]
                .contains(where: word.hasPrefix)
    }

    /// A value that only shows what one looks like: `you@example.com`, `smtp.example.com`, `your-license-key-here`.
    public static func isExample(_ value: String) -> Bool {
        let text = value.lowercased()
        return isPlaceholder(value) || text.contains("example.") || text.hasPrefix("your-")
            || text.hasPrefix("your_") || text.hasPrefix("<") || text.hasPrefix("xxx")
    }

    /// A key whose name alone does not say so (`_APP_OPENSSL_KEY_V1`, `LOGFLARE_PUBLIC_ACCESS_TOKEN`), by its value.
    public static func isPlaceholderOfSecret(_ name: String, _ value: String) -> Bool {
        guard !value.isEmpty, isPlaceholder(value), !isUserKey(name) else { return false }
        return words(name).contains { secretWords.contains($0) || $0 == "KEY" }
            && !notSecret.contains(words(name).last ?? "")
    }
}
