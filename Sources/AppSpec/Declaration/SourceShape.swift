import Shapes

/// The section `source` of app.yaml.
extension AppYAML {
    static let source = Shape.object([
        Field(
            "include", .list(.text(.relativePath)),
            "The files and folders that the release's source consists of, relative to app.yaml's folder. In a Git repository "
                + "what Git ignores stays out.", required: true, example: "[apps, shared, package.json]"),
        Field(
            "own", .list(.text(.relativePath)),
            "Folders that belong to each machine's owner. What is in them here is laid down where a machine has no such "
                + "folder yet; no update touches them.", example: "[apps/agents, workflows]"),
    ])
}
