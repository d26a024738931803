/// app.yaml's declaration as a JSON Schema for editors.
public enum JSONSchema {
    /// Draft 2020-12, ending in a newline.
    public static var text: String {
        let head: [(String, JSONText)] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("title", .string("app.yaml")),
            ("description", .string("An app that Landfall turns into a ready machine.")),
        ]
        return JSONText.object(head + schema(AppYAML.root)).text() + "\n"
    }

    private static func schema(_ shape: Shape) -> [(String, JSONText)] {
        switch shape {
        case .text(let rule):
            [("type", rule.allowsNumbers ? textTypes : .string("string"))]
                + (rule.pattern.map { [("pattern", anchored($0))] } ?? [])
        case .template: [("type", textTypes)]
        case .integer(let range):
            [
                ("type", .string("integer")), ("minimum", .number(range.lowerBound)),
                ("maximum", .number(range.upperBound)),
            ]
        case .boolean: [("type", .string("boolean"))]
        case .size: [("type", .string("string")), ("pattern", anchored(Quantity.sizePattern))]
        case .duration: [("type", .string("string")), ("pattern", anchored(Quantity.durationPattern))]
        case .scalar: [("type", strings(["string", "number", "boolean"]))]
        case .choice(let words): [("enum", strings(words))]
        case .list(let item): [("type", .string("array")), ("items", .object(schema(item)))]
        case .object(let fields): object(fields)
        case .map(let rule, let value):
            [
                ("type", .string("object")),
                ("propertyNames", .object(rule.pattern.map { [("pattern", anchored($0))] } ?? [])),
                ("additionalProperties", .object(schema(value))),
            ]
        case .tagged(let tag, let variants):
            [("oneOf", .array(variants.map { variant($0, tag: tag) }))]
        case .keyed(let variants): [("oneOf", .array(variants.map { variant($0, tag: nil) }))]
        case .either(let shapes): [("anyOf", .array(shapes.map { .object(schema($0)) }))]
        }
    }

    private static func object(_ fields: [Field], tag: (String, JSONText)? = nil) -> [(String, JSONText)] {
        let properties = fields.map { field -> (String, JSONText) in
            (field.key, .object([("description", .string(description(of: field)))] + schema(field.shape)))
        }
        let required = (tag.map { [$0.0] } ?? []) + fields.filter(\.isRequired).map(\.key)
        return [
            ("type", .string("object")), ("properties", .object((tag.map { [$0] } ?? []) + properties)),
            ("required", strings(required)), ("additionalProperties", .boolean(false)),
        ]
    }

    private static func variant(_ variant: Variant, tag: String?) -> JSONText {
        let constant = tag.map { ($0, JSONText.object([("const", .string(variant.name))])) }
        return .object([("description", .string(variant.summary))] + object(variant.fields, tag: constant))
    }

    private static func description(of field: Field) -> String {
        field.summary + (field.defaultValue.map { " Default: \($0)." } ?? "")
    }

    /// A plain number is kept as it is written, so it may stand where text is meant.
    private static var textTypes: JSONText { strings(["string", "number"]) }

    private static func strings(_ words: [String]) -> JSONText { .array(words.map(JSONText.string)) }

    private static func anchored(_ pattern: String) -> JSONText { .string("^(\(pattern))$") }
}
