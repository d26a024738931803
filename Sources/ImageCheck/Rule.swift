/// One thing that must hold of an image, and how to see whether it does.
public struct Rule: Sendable {
    /// The name that people and programs call it by: lower-case words with hyphens.
    public let id: String
    /// What holds of a good image.
    public let title: String
    /// How to fix an image of which it does not hold. `NAMEctl` stands for the app's own program.
    public let help: String
    /// What speaks against it; nothing where it holds.
    let look: @Sendable (Image) async throws(NotJudged) -> [Finding]

    public init(
        _ id: String, _ title: String, help: String,
        look: @escaping @Sendable (Image) async throws(NotJudged) -> [Finding]
    ) {
        self.id = id
        self.title = title
        self.help = help
        self.look = look
    }
}

/// What speaks against a rule. It never quotes what a file holds.
public struct Finding: Equatable, Sendable {
    /// The place on the image; nil where it is no file's fault.
    public let file: String?
    public let message: String

    public init(_ file: String?, _ message: String) {
        self.file = file
        self.message = message
    }
}

/// Why nobody can say whether a rule holds, and what would let it be judged.
public struct NotJudged: Error, Equatable, Sendable {
    public let reason: String

    public init(_ reason: String) { self.reason = reason }
}

/// A rule as somebody asks for it.
public struct ImageDemand: Sendable {
    public enum Severity: Comparable, Sendable { case warn, fail }

    /// What is asked, for the reference page.
    public let words: String
    public let severity: Severity
    public let rule: Rule

    public init(_ severity: Severity, _ rule: Rule, _ words: String) {
        self.words = words
        self.severity = severity
        self.rule = rule
    }
}
