import YAML

/// A problem in what the publisher wrote, and how to fix it.
public struct Diagnostic: Equatable, Sendable {
    public enum Severity: String, Sendable { case error, warning }

    public var severity: Severity
    public var message: String
    /// The path as the user gave it on the command line.
    public var file: String
    public var mark: Mark
    /// The number of columns to underline.
    public var length: Int
    public var help: String?

    public init(
        _ severity: Severity, _ message: String, file: String, at mark: Mark, length: Int = 1, help: String? = nil
    ) {
        self.severity = severity
        self.message = message
        self.file = file
        self.mark = mark
        self.length = length
        self.help = help
    }
}
