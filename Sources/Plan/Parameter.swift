/// A value that the owner of the machine may give.
public struct Parameter: Codable, Equatable, Sendable {
    public enum Kind: String, Codable, CaseIterable, Sendable {
        case string, text, password, email, hostname, url, number, boolean, choice
        case manyOf = "many-of"
        case port, ip
        case apiToken = "api-token"

        /// Whether every value of this kind is a secret.
        public var isAlwaysSensitive: Bool { self == .password || self == .apiToken }
        /// Whether a value of it is a number or a boolean, which formats such as JSON have without quotes.
        public var isWord: Bool { self == .number || self == .port || self == .boolean }
    }
    public enum Default: Codable, Equatable, Sendable {
        case value(String)
        /// The machine's own name, where that is fully qualified.
        case fromHostname
    }

    /// Lower-case letters, digits and underscores.
    public var name: String
    public var kind: Kind
    public var label: String
    public var help: String?
    public var example: String?
    public var isRequired: Bool
    public var defaultValue: Default?
    /// A regular expression that the whole value must match.
    public var pattern: String?
    /// Bounds of a number's value, or of a text's length in characters.
    public var minimum: Int?
    public var maximum: Int?
    /// What a choice chooses from.
    public var options: [String]
    /// Whether app.yaml says `sensitive: true`; nil in a plan that was made before there was such a key.
    public var isMarkedSensitive: Bool?

    public init(
        name: String, kind: Kind, label: String, help: String? = nil, example: String? = nil,
        isRequired: Bool = true, defaultValue: Default? = nil, pattern: String? = nil,
        minimum: Int? = nil, maximum: Int? = nil, options: [String] = [], isMarkedSensitive: Bool = false
    ) {
        self.name = name
        self.kind = kind
        self.label = label
        self.help = help
        self.example = example
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.pattern = pattern
        self.minimum = minimum
        self.maximum = maximum
        self.options = options
        self.isMarkedSensitive = isMarkedSensitive
    }

    /// The variable of the environment that carries the value where a provider runs a script (Linode's StackScripts).
    public var environmentVariable: String { name.uppercased() }

    /// Whether the value is a secret: see ``Plan/isSecret(_:)``.
    public var isSensitive: Bool { kind.isAlwaysSensitive || isMarkedSensitive == true }
}
