import JSON
import Secrets
import Shapes

/// app.yaml's declaration as a JSON Schema for editors.
public enum JSONSchema {
    /// Draft 2020-12, ending in a newline.
    public static var text: String { text(.known) }

    static func text(_ kinds: SecretKinds) -> String {
        let head: [JSONValue.Member] = [
            .init("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            .init("title", .string("app.yaml")),
            .init("description", .string("An app that Landfall turns into a ready machine.")),
        ]
        let bytes = JSONValue.object(head + schema(AppYAML.root(kinds))).text(pretty: true)
        return String(decoding: bytes, as: UTF8.self) + "\n"
    }

    private static func schema(_ shape: Shape) -> [JSONValue.Member] {
        switch shape {
        case .text(let rule):
            [.init("type", rule.allowsNumbers ? textTypes : .string("string"))]
                + (rule.pattern.map { [.init("pattern", anchored($0))] } ?? [])
        case .template: [.init("type", textTypes)]
        case .secret: schema(.text(.secretName))
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
        case .tagged(let tag, let variants): tagged(by: tag, variants)
        case .keyed(let variants): keyed(variants)
        case .either(let shapes): either(shapes[...])
        }
    }

    private static func object(_ fields: [Field], tag: JSONValue.Member? = nil) -> [JSONValue.Member] {
        let properties = fields.map { field -> JSONValue.Member in
            var members = [JSONValue.Member("description", .string(description(of: field)))] + schema(field.shape)
            let examples = ShapeExample.values(field)
            if !examples.isEmpty { members.append(.init("examples", .array(examples))) }
            return .init(field.key, .object(members))
        }
        let required = (tag.map { [$0.key] } ?? []) + fields.filter(\.isRequired).map(\.key)
        return [
            .init("type", .string("object")), .init("properties", .object((tag.map { [$0] } ?? []) + properties)),
            .init("required", strings(required)), .init("additionalProperties", .bool(false)),
        ]
    }

    /// First the key that chooses the shape is checked, then only that shape. With `oneOf`, one wrong word would make
    /// an editor show the errors of every shape.
    private static func tagged(by tag: String, _ variants: [Variant]) -> [JSONValue.Member] {
        let choice = JSONValue.Member(
            tag,
            .object([
                .init(
                    "description",
                    .string("Which one. " + variants.map { "\($0.name): \($0.summary)" }.joined(separator: " "))),
                .init("enum", strings(variants.map(\.name))),
                .init("examples", strings(variants.prefix(1).map(\.name))),
            ]))
        let branches = variants.map { variant in
            let isMeant = JSONValue.Member(tag, .object([.init("const", .string(variant.name))]))
            return branch(
                if: [.init("properties", .object([isMeant])), .init("required", strings([tag]))],
                then: self.variant(variant, tag: isMeant))
        }
        return [
            .init("type", .string("object")), .init("properties", .object([choice])),
            .init("required", strings([tag])), .init("allOf", .array(branches)),
        ]
    }

    private static func keyed(_ variants: [Variant]) -> [JSONValue.Member] {
        // One branch for each key. The last is for an object with none of them: it reports that the first is missing.
        let none = JSONValue.object([.init("required", strings(variants.prefix(1).map(\.name)))])
        let chain = variants.reversed().reduce(none) { rest, variant in
            branch(
                if: [.init("required", strings([variant.name]))], then: self.variant(variant, tag: nil), else: rest)
        }
        guard case .object(let members) = chain else { return [] }
        return [.init("type", .string("object"))] + members
    }

    /// Shapes of different JSON types. The type decides which one is meant.
    private static func either(_ shapes: ArraySlice<Shape>) -> [JSONValue.Member] {
        guard let first = shapes.first else { return [] }
        let own = schema(first)
        guard shapes.count > 1 else { return own }
        // A choice needs only its words.
        let type = own.first { $0.key == "type" } ?? .init("type", .string("string"))
        let chain = branch(if: [type], then: .object(own), else: .object(either(shapes.dropFirst())))
        guard case .object(let members) = chain else { return own }
        return members
    }

    private static func branch(
        if condition: [JSONValue.Member], then: JSONValue, else otherwise: JSONValue? = nil
    ) -> JSONValue {
        .object(
            [.init("if", .object(condition)), .init("then", then)] + (otherwise.map { [.init("else", $0)] } ?? []))
    }

    private static func variant(_ variant: Variant, tag: JSONValue.Member?) -> JSONValue {
        .object([.init("description", .string(variant.summary))] + object(variant.fields, tag: tag))
    }

    private static func description(of field: Field) -> String {
        field.summary + (field.defaultValue.map { " Default: \($0)." } ?? "")
    }

    /// An unquoted number is kept as written, so it may be used as text.
    private static var textTypes: JSONValue { strings(["string", "number"]) }

    private static func strings(_ words: [String]) -> JSONValue { .array(words.map(JSONValue.string)) }

    private static func anchored(_ pattern: String) -> JSONValue { .string("^(\(pattern))$") }
}
