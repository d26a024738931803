import Plan
import Shapes
import Workflows

/// The section `publish` of app.yaml.
extension AppYAML {
    static let publish = Shape.object([
        Field(
            "registry", .text(.registryPath),
            "The registry, and the path in it, under which the images go.", required: true,
            example: "ghcr.io/example"),
        Field(
            "images", .map(.imageName, image),
            "The images that are built, by their names below the registry. The Compose file uses them as "
                + "`registry/NAME:VERSION`.",
            example: "{ notes-web: { context: web } }"),
        platforms(default: "both"),
        Field(
            "mirrors", .list(.text(.registryPath)), "Further registries to which the images are copied.",
            example: "[docker.io/example]"),
        Field(
            "branch", .text(.branch), "The branch that releases are made of; a tag elsewhere is refused.",
            default: PublishSection.defaultBranch, example: "main"),
    ])

    private static let image = Shape.object([
        Field(
            "context", .text(.sourcePath), "The folder that the image is built of; `.` is app.yaml's own.",
            default: ".", example: "web"),
        Field(
            "dockerfile", .text(.sourcePath), "The Dockerfile, relative to the context.", default: "Dockerfile",
            example: "docker/Dockerfile"),
        platforms(default: "those of `publish`"),
    ])

    private static func platforms(default standard: String) -> Field {
        Field(
            "platforms", .list(.choice(Architecture.allCases.map(\.platform))),
            "The processors that it is for, each built on a machine of its kind.", default: standard,
            example: "[linux/amd64, linux/arm64]")
    }
}

extension TextRule {
    /// Source: the reference grammar of github.com/distribution/reference, without a tag and with a host.
    static let registryPath = TextRule(
        name: "a registry's host, with a path in it",
        pattern: "([a-z0-9][a-z0-9-]*(\\.[a-z0-9-]+)+(:[1-9][0-9]{0,4})?|localhost:[1-9][0-9]{0,4})"
            + "(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*){0,8}",
        rule: "write it without https:// and without a tag, in lower-case letters, such as ghcr.io/example",
        allowsNumbers: false)

    /// Source: as above, one component of the path.
    static let imageName = TextRule(
        name: "the name of an image that is built", pattern: "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+){0,20}",
        rule: "use lower-case letters and digits, with `.`, `_` or `-` between them", allowsNumbers: false)

    /// What programs for a shell can have in a list that is separated by spaces.
    static let sourcePath = TextRule(
        name: "a path in app.yaml's folder", pattern: "[A-Za-z0-9._][A-Za-z0-9._/-]{0,254}",
        rule: "use letters, digits, `.`, `_`, `-` and `/`, relative and beside app.yaml", allowsNumbers: true)

    static let branch = TextRule(
        name: "a branch's name", pattern: "[A-Za-z0-9][A-Za-z0-9_-]*([./][A-Za-z0-9_-]+){0,16}",
        rule: "use letters, digits, `_`, `-`, and `.` or `/` between them, such as main")
}
