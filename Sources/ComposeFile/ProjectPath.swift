import Text

/// Where a path of a Compose file leads, for a project whose folder is elsewhere on the machine.
public enum ProjectPath: Equatable, Sendable {
    /// Within the project's folder: relative to it, without `.` and `..`.
    case within(String)
    /// Outside the project's folder, or the whole folder.
    case outside(String)
    /// The same on every machine.
    case absolute(String)
    /// Somebody's home folder, or a repository.
    case elsewhere(String)

    /// - Parameter directory: The path's base; see ``ComposeFile/directory``.
    public init(_ text: String, from directory: String) {
        if text.hasPrefix("/") {
            self = .absolute(text)
            return
        }
        if text.hasPrefix("~") || text.contains("://") || text.hasPrefix("git@") {
            self = .elsewhere(text)
            return
        }
        guard let path = NormalPath.within(directory + text), !path.isEmpty else {
            self = .outside(text)
            return
        }
        self = .within(path)
    }
}
