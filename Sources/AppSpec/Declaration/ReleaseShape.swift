import Plan
import Shapes

/// The section `release` of app.yaml.
extension AppYAML {
    static let release = Shape.object([
        Field(
            "url", .template,
            "The folder that the release's files are in, by HTTPS; `{{ name }}` and `{{ version }}` "
                + "stand for the app's.", required: true,
            example: #""https://example.com/{{ name }}/{{ version }}""#),
        Field(
            "latest", .template,
            "The folder that has the newest release's files, by HTTPS; machines look there for updates.",
            default: "`url`, where that has no `{{ version }}`",
            example: #""https://example.com/{{ name }}/latest""#),
        Field(
            "keys", .list(.text(.publicKey)),
            "The public keys that sign releases, from `landfall key new`: the active one, then the spare one that is kept "
                + "offline. Without keys, machines take no updates.",
            example: "[RWS4KnKBBU1TZsQfUSb51Me3I4UW4UvE1c3cvnSryuF11jMTiolwSzD/]"),
        Field(
            "channel", .text(.channel), "Which line of releases this is.", default: Release.defaultChannel,
            example: "beta"),
        Field(
            "minimum_from", .text(.version), "The oldest release that can be updated to this one.", default: "any",
            example: "1.2.0"),
        Field(
            "stops", .list(.text(.version)),
            "Older releases that an update has to stop at, where one does what the next one relies on.",
            example: "[1.3.0]"),
    ])
}

extension TextRule {
    /// Source: jedisct1/minisign; 42 bytes that begin with `Ed`.
    static let publicKey = TextRule(
        name: "a public key of minisign", pattern: "RW[Q-T][A-Za-z0-9+/]{53}",
        rule: "write the key's line of 56 characters, as `landfall key new` prints it", allowsNumbers: false)

    static let channel = TextRule(
        name: "a channel's name", pattern: "[a-z][a-z0-9-]{0,30}",
        rule: "use at most 31 lower-case letters, digits and hyphens, such as stable", allowsNumbers: false)
}
