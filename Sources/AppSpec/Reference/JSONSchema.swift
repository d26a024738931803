import JSON

/// app.yaml's declaration as a JSON Schema for editors.
public enum JSONSchema {
    /// Draft 2020-12, ending in a newline.
    public static var text: String {
        let head: [JSONValue.Member] = [
            .init("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            .init("title", .string("app.yaml")),
            .init("description", .string("An app that Landfall turns into a ready machine.")),
        ]
        let bytes = JSONValue.object(head + schema(AppYAML.root)).text(pretty: true)
        return String(decoding: bytes, as: UTF8.self) + "\n"
    }

    private static func schema(_ shape: Shape) -> [JSONValue.Member] {
        switch shape {
        case .text(let rule):
            [.init("type", rule.allowsNumbers ? textTypes : .string("string"))]
                + (rule.pattern.map { [.init("pattern", anchored($0))] } ?? [])
        case .template: [.init("type", textTypes)]
        case .integer(let range):
            [
                .init("type", .string("integer")), .init("minimum", .number("\(range.lowerBound)")),
                .init("maximum", .number("\(range.upperBound)")),
            ]
        case .boolean: [.init("type", .string("boolean"))]
        case .size: [.init("type", .string("string")), .init("pattern", anchored(Quantity.sizePattern))]
        case .duration: [.init("type", .string("string")), .init("pattern", anchored(Quantity.durationPattern))]
        case .scalar: [.init("type", strings(["string", "number", "boolean"]))]
        case .choice(let words): [.init("enum", strings(words))]
        case .list(let item): [.init("type", .string("array")), .init("items", .object(schema(item)))]
        case .object(let fields): object(fields)
        case .map(let rule, let value):
            [
                .init("type", .string("object")),
                .init("propertyNames", .object(rule.pattern.map { [.init("pattern", anchored($0))] } ?? [])),
                .init("additionalProperties", .object(schema(value))),
            ]
        case .tagged(let tag, let variants):
            [.init("oneOf", .array(variants.map { variant($0, tag: tag) }))]
        case .keyed(let variants): [.init("oneOf", .array(variants.map { variant($0, tag: nil) }))]
        case .either(let shapes): [.init("anyOf", .array(shapes.map { .object(schema($0)) }))]
        }
    }

    private static func object(_ fields: [Field], tag: JSONValue.Member? = nil) -> [JSONValue.Member] {
        let properties = fields.map { field -> JSONValue.Member in
            .init(field.key, .object([.init("description", .string(description(of: field)))] + schema(field.shape)))
        }
        let required = (tag.map { [$0.key] } ?? []) + fields.filter(\.isRequired).map(\.key)
        return [
            .init("type", .string("object")), .init("properties", .object((tag.map { [$0] } ?? []) + properties)),
            .init("required", strings(required)), .init("additionalProperties", .bool(false)),
        ]
    }

    private static func variant(_ variant: Variant, tag: String?) -> JSONValue {
        let constant = tag.map { JSONValue.Member($0, .object([.init("const", .string(variant.name))])) }
        return .object([.init("description", .string(variant.summary))] + object(variant.fields, tag: constant))
    }

    private static func description(of field: Field) -> String {
        field.summary + (field.defaultValue.map { " Default: \($0)." } ?? "")
    }

    /// A plain number is kept as it is written, so it may stand where text is meant.
    private static var textTypes: JSONValue { strings(["string", "number"]) }

    private static func strings(_ words: [String]) -> JSONValue { .array(words.map(JSONValue.string)) }

    private static func anchored(_ pattern: String) -> JSONValue { .string("^(\(pattern))$") }
}
