import Plan
import Shapes

/// A kind of secret: what app.yaml says of it, and how a machine makes it. Each has a file in `Kinds` and a line in
/// ``SecretKinds/known`` (docs/how-to/add-a-secret-kind.md).
public protocol SecretKind: Sendable {
    static var declaration: SecretDeclaration { get }

    /// Reads the values of its keys: on the publisher's computer, where problems are reported, and on the machine.
    ///
    /// - Returns: nil if one is missing or wrong. What the declaration can say has been reported then; the rest this
    ///   reports itself.
    init?(_ keys: SecretKeys)

    /// How hard it is to guess, in bits, where the publisher chooses that: the least that the keys allow. It is nil
    /// where there is no choice, where nobody's access depends on the secret, and where it is as hard to guess as
    /// what it is derived from.
    var entropy: Double? { get }

    /// Whether it consists of characters that mean nothing in a URL: letters, digits and `-._~`.
    ///
    /// - Parameter isSafe: The same of a part of a template.
    func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool

    /// The same of its public half.
    var hasPublicHalfSafeInURLs: Bool { get }

    /// Makes it. The result differs from call to call, so a machine calls this once and keeps what it gives.
    ///
    /// - Throws: When the random generator or OpenSSL fails, or an input is not there. The text quotes no secret.
    func make(_ inputs: SecretInputs) throws -> MadeSecret
}

extension SecretKind {
    public var entropy: Double? { nil }
    public func isSafeInURLs(_ isSafe: (Template.Part) -> Bool) -> Bool { false }
    public var hasPublicHalfSafeInURLs: Bool { false }
}

/// What app.yaml's reference, its schema and its check say of a kind.
public struct SecretDeclaration: Sendable {
    /// As app.yaml calls it.
    public let name: String
    public let summary: String
    public var fields: [Field]
    /// What `secrets.NAME.public` is, where there is such a half.
    public var publicHalf: String?
    /// Whether its texts may name other secrets alone, since it must stay when the machine's address or the owner's
    /// values change.
    public var namesOnlySecrets: Bool
    /// Whether it is made again when an address or a parameter that it names changes: others check it by these, and no
    /// data depends on it.
    public var isMadeAgain: Bool

    public init(
        _ name: String, _ summary: String, _ fields: [Field] = [], publicHalf: String? = nil,
        namesOnlySecrets: Bool = false, isMadeAgain: Bool = false
    ) {
        self.name = name
        self.summary = summary
        self.fields = fields
        self.publicHalf = publicHalf
        self.namesOnlySecrets = namesOnlySecrets
        self.isMadeAgain = isMadeAgain
    }

    /// Whether it is always made of other secrets, and so changes with them.
    public var isDerived: Bool {
        namesOnlySecrets || fields.contains { if case .secret = $0.shape { true } else { false } }
    }
}

/// What a secret is made from, besides its keys.
public struct SecretInputs: Sendable {
    /// When it is made, in seconds since 1970: never the system's clock directly.
    public let now: Int
    private let lookup: Generator.Lookup

    init(now: Int, lookup: @escaping Generator.Lookup) {
        self.now = now
        self.lookup = lookup
    }

    public func text(_ template: Template) throws -> String { try template.parts.map(lookup).joined() }

    /// The other secret's value.
    public func secret(_ name: String) throws -> String { try lookup(.secret(name)) }
}
