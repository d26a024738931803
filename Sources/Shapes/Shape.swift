/// What a value in app.yaml may be. The check of a file, its JSON Schema and its reference page are all made from this.
public indirect enum Shape: Sendable {
    /// Text; a plain number counts, as it is kept as it was written.
    case text(TextRule = .any)
    /// Text with `{{ }}` in it.
    case template
    /// The name of a secret, on which the secret that has this key then depends.
    case secret
    case integer(ClosedRange<Int>)
    case boolean
    /// Bytes with a unit, such as `1GiB`.
    case size
    /// A time with a unit, such as `90s`.
    case duration
    /// Text, a number or a boolean.
    case scalar
    case choice([String])
    case list(Shape)
    /// A mapping with these keys alone.
    case object([Field])
    /// A mapping from names that the publisher chooses.
    case map(TextRule, Shape)
    /// A mapping that is one of several, told apart by the value of the key `by`.
    case tagged(by: String, [Variant])
    /// A mapping that is one of several, told apart by which one's name is among its keys.
    case keyed([Variant])
    /// The first whose kind of value is there.
    case either([Shape])
}

public struct Field: Sendable {
    public let key: String
    public let shape: Shape
    public let summary: String
    public var isRequired = false
    /// What holds where the key is absent, as it would be written.
    public var defaultValue: String?
    /// As it would be written.
    public var example: String?

    public init(
        _ key: String, _ shape: Shape, _ summary: String, required: Bool = false, default defaultValue: String? = nil,
        example: String? = nil
    ) {
        self.key = key
        self.shape = shape
        self.summary = summary
        isRequired = required
        self.defaultValue = defaultValue
        self.example = example
    }

    /// A key whose value is one of the words.
    public static func choice<Words: RawRepresentable<String> & CaseIterable>(
        _ key: String, _ words: Words.Type, _ summary: String, default word: Words
    ) -> Field {
        Field(key, .choice(words.allCases.map(\.rawValue)), summary, default: word.rawValue)
    }
}

public struct Variant: Sendable {
    public let name: String
    public let summary: String
    public let fields: [Field]

    public init(name: String, summary: String, fields: [Field]) {
        self.name = name
        self.summary = summary
        self.fields = fields
    }
}

/// What a text must look like.
public struct TextRule: Sendable {
    /// What it is, as in "is not …".
    public let name: String
    /// Matches the whole text; within what ECMA 262 and Swift both read.
    public let pattern: String?
    /// How such a text is written, for the help line.
    public let rule: String
    /// Whether a number without quotes can be meant, as a version can.
    public var allowsNumbers = true

    public init(name: String, pattern: String?, rule: String, allowsNumbers: Bool = true) {
        self.name = name
        self.pattern = pattern
        self.rule = rule
        self.allowsNumbers = allowsNumbers
    }

    public static let any = TextRule(name: "text", pattern: nil, rule: "write some text")
}
