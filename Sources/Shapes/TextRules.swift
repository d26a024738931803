extension TextRule {
    /// What is not visible (`VisibleText` in `Sources/Text`), as a class of a regular expression knows it: without the few beyond U+FFFF.
    private static let invisible =
        "\\x00-\\x1F\\x7F-\\x9F\\xAD\\u061C\\u180E\\u200B\\u200E\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB"

    public static let appName = TextRule(
        name: "an app's name", pattern: "[a-z]([a-z0-9-]{0,29}[a-z0-9])?",
        rule: "use 1 to 31 lower-case letters, digits and hyphens, beginning with a letter, without a hyphen at the end"
    )

    public static let version = TextRule(
        name: "a version", pattern: "[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}",
        rule: "use letters, digits and `.`, `+`, `_`, `-`, such as 1.4.0")

    public static let line = TextRule(
        name: "one line of text", pattern: "[^\(invisible)]{1,255}",
        rule: "write 1 to 255 characters without line breaks, control characters or invisible ones")

    public static let parameterName = TextRule(
        name: "a parameter's name", pattern: "[a-z][a-z0-9_]{0,62}",
        rule: "use at most 63 lower-case letters, digits and underscores, beginning with a letter")

    public static let environmentName = TextRule(
        name: "an environment variable's name", pattern: "[A-Za-z_][A-Za-z0-9_]{0,254}",
        rule: "use letters, digits and underscores, not beginning with a digit")

    public static let secretName = TextRule(
        name: "a secret's name", pattern: "[A-Za-z_][A-Za-z0-9_]{0,62}",
        rule: "use at most 63 letters, digits and underscores, not beginning with a digit")

    public static let prefix = TextRule(
        name: "a prefix", pattern: "[A-Za-z0-9_.:-]{1,32}",
        rule: "use at most 32 letters, digits and `_`, `.`, `:`, `-`")

    public static let claimName = TextRule(
        name: "a claim's name", pattern: "[^\(invisible)]{1,255}",
        rule: "write 1 to 255 characters without control characters or invisible ones")

    public static let relativePath = TextRule(
        name: "a relative path", pattern: "[^\(invisible)/][^\(invisible)]{0,1023}",
        rule: "name a file or folder beside app.yaml, such as Caddyfile")

    public static let composeName = TextRule(
        name: "a service's name", pattern: "[A-Za-z0-9._-]{1,255}",
        rule: "write the name of a service of the compose file")

    public static let processors = TextRule(
        name: "a number of processors", pattern: "[0-9]{1,3}([.][0-9]{1,3})?",
        rule: "write a number such as 2 or 0.5")

    public static let mode = TextRule(
        name: "a file mode", pattern: "0?[0-7]{3}", rule: "write the permission bits in octal, such as \"0644\"")

    public static let owner = TextRule(
        name: "a user's number", pattern: "[0-9]{1,10}(:[0-9]{1,10})?",
        rule: "write the number of a user, or of a user and a group, such as \"1000\" or \"1000:1000\"")

    public static let port = TextRule(
        name: "a port", pattern: "[1-9][0-9]{0,4}/(tcp|udp)", rule: "write a number with /tcp or /udp, such as 443/tcp",
        allowsNumbers: false)

    public static let tcpAddress = TextRule(
        name: "a host and a port", pattern: "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):[1-9][0-9]{0,4}",
        rule: "write a host and a port, such as \"127.0.0.1:5432\"")

    public static let urlPath = TextRule(
        name: "what a request's path begins with", pattern: "/([A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*)?",
        rule: "write `/`, or whole parts of a path without a slash at the end, such as /api")

    /// Source: the reference grammar of github.com/distribution/reference, without its limits of length.
    public static let image = TextRule(
        name: "an image's name",
        pattern: "[A-Za-z0-9][A-Za-z0-9.:/_-]{0,254}(@sha256:[0-9a-f]{64})?",
        rule: "write it as `docker pull` takes it, such as caddy:2.11.7 or caddy@sha256:…")

    public static let databaseName = TextRule(
        name: "a database's or a user's name", pattern: "[A-Za-z_][A-Za-z0-9_$-]{0,62}",
        rule: "use at most 63 letters, digits, `_`, `-` and `$`, not beginning with a digit")

    public static let itemName = TextRule(
        name: "an item's name", pattern: "[A-Za-z0-9][A-Za-z0-9._-]{0,62}",
        rule: "use at most 63 letters, digits, `.`, `_` and `-`, beginning with a letter or a digit")

    /// Source: systemd.time(7), the part of its grammar that says when and not how often within an hour.
    public static let schedule = TextRule(
        name: "a time for backups",
        pattern: "hourly|daily|weekly|monthly"
            // A range runs from a day to a later one: systemd refuses `Fri..Mon`.
            + "|((Mon|Tue|Wed|Thu|Fri|Sat|Sun)(,(Mon|Tue|Wed|Thu|Fri|Sat|Sun)){0,6} "
            + "|(Mon\\.\\.(Tue|Wed|Thu|Fri|Sat|Sun)|Tue\\.\\.(Wed|Thu|Fri|Sat|Sun)|Wed\\.\\.(Thu|Fri|Sat|Sun)"
            + "|Thu\\.\\.(Fri|Sat|Sun)|Fri\\.\\.(Sat|Sun)|Sat\\.\\.Sun) )?"
            + "(\\*-\\*-(0?[1-9]|[12][0-9]|3[01])(,(0?[1-9]|[12][0-9]|3[01])){0,30} )?"
            + "([01]?[0-9]|2[0-3])(,([01]?[0-9]|2[0-3])){0,23}:[0-5][0-9]",
        rule: "write hourly, daily, weekly or monthly, or a time in UTC such as \"03:30\", \"Mon..Fri 3,15:00\" or "
            + "\"*-*-1 04:00\"",
        allowsNumbers: false)

    public static let slug = TextRule(
        name: "a provider's identifier", pattern: "[A-Za-z0-9][A-Za-z0-9._/-]{0,127}",
        rule: "write it as the provider's API does, such as ubuntu-24.04")
}
