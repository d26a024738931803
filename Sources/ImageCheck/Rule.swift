/// A condition for an image, and how to check it.
public struct Rule: Sendable {
    /// Its identifier: lower-case words with hyphens.
    public let id: String
    /// What is true for a good image.
    public let title: String
    /// How to fix an image that breaks it. `NAMEctl` stands for the app's own program.
    public let help: String
    /// Finds what is wrong; empty if the rule holds.
    let look: @Sendable (Image) async throws(NotChecked) -> [Finding]

    public init(
        _ id: String, _ title: String, help: String,
        look: @escaping @Sendable (Image) async throws(NotChecked) -> [Finding]
    ) {
        self.id = id
        self.title = title
        self.help = help
        self.look = look
    }
}

/// A finding against a rule. It never quotes a file's content.
public struct Finding: Equatable, Sendable {
    /// The path on the image; nil if it is not about a file.
    public let file: String?
    public let message: String

    public init(_ file: String?, _ message: String) {
        self.file = file
        self.message = message
    }
}

/// Why a rule could not be checked, and what would make it possible.
public struct NotChecked: Error, Equatable, Sendable {
    public let reason: String

    public init(_ reason: String) { self.reason = reason }
}

/// A rule as part of a rule set.
public struct ImageDemand: Sendable {
    public enum Severity: Comparable, Sendable { case warn, fail }

    /// The requirement, for the reference page.
    public let words: String
    public let severity: Severity
    public let rule: Rule

    public init(_ severity: Severity, _ rule: Rule, _ words: String) {
        self.words = words
        self.severity = severity
        self.rule = rule
    }
}
