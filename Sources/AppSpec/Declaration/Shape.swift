/// What a value in app.yaml may be. The check of a file, its JSON Schema and its reference page are all made from this.
indirect enum Shape: Sendable {
    /// Text; a plain number counts, as it is kept as it was written.
    case text(TextRule = .any)
    /// Text with `{{ }}` in it.
    case template
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

struct Field: Sendable {
    let key: String
    let shape: Shape
    let summary: String
    var isRequired = false
    /// What holds where the key is absent, as it would be written.
    var defaultValue: String?
    /// As it would be written.
    var example: String?

    init(
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
}

struct Variant: Sendable {
    let name: String
    let summary: String
    let fields: [Field]
}

/// What a text must look like.
struct TextRule: Sendable {
    /// What it is, as in "is not …".
    let name: String
    /// Matches the whole text; within what ECMA 262 and Swift both read.
    let pattern: String?
    /// How such a text is written, for the help line.
    let rule: String
    /// Whether a number without quotes can be meant, as a version can.
    var allowsNumbers = true

    static let any = TextRule(name: "text", pattern: nil, rule: "write some text")
}
