import Findings
import JSON
import Shapes
import YAML

/// Values that a key of app.yaml may have, for the schema's `examples`.
enum ShapeExample {
    /// The declared example, or the default, or else what the shape says; of several alternatives, one for each. Empty
    /// only where the shape's rule for text is none of those that are known here.
    static func values(_ field: Field) -> [JSONValue] {
        if let node = field.example.flatMap(parse) { return [json(node)] }
        if let node = field.defaultValue.flatMap(parse), saysDefault(field.shape), accepts(node, field.shape) {
            return [json(node)]
        }
        if case .either(let shapes) = field.shape { return shapes.compactMap(value) }
        return value(field.shape).map { [$0] } ?? []
    }

    private static func value(_ shape: Shape) -> JSONValue? {
        switch shape {
        case .text(let rule): text(rule).map(JSONValue.string)
        case .template: .string("{{ name }}")
        case .secret: .string(keys[0])
        case .integer(let range): .number("\(range.lowerBound)")
        case .boolean: .bool(true)
        case .size: .string("1GiB")
        case .duration: .string("90s")
        case .scalar: .string(texts[0])
        case .choice(let words): words.first.map(JSONValue.string)
        case .list(let item): value(item).map { JSONValue.array([$0]) }
        case .object(let fields): object(fields)
        case .map(let rule, let shape): map(rule, shape)
        case .tagged(let tag, let variants): tagged(tag, variants)
        case .keyed(let variants): variants.first.flatMap { object($0.fields) }
        case .either(let shapes): shapes.lazy.compactMap(value).first
        }
    }

    /// The keys that it must have, or else the first few that tell what it is for.
    private static func object(_ fields: [Field], tag: [JSONValue.Member] = []) -> JSONValue? {
        let required = fields.filter(\.isRequired)
        let telling = Array(fields.filter { $0.example != nil }.prefix(3))
        let chosen = !required.isEmpty ? required : !telling.isEmpty ? telling : Array(fields.prefix(1))
        var members = tag
        for field in chosen {
            guard let inner = values(field).first else { return nil }
            members.append(.init(field.key, inner))
        }
        return .object(members)
    }

    /// Of the variants one that must have keys: among keys that may be left out some exclude each other.
    private static func tagged(_ tag: String, _ variants: [Variant]) -> JSONValue? {
        let full = variants.first { $0.fields.contains(where: \.isRequired) }
        guard let variant = full ?? variants.first else { return nil }
        return object(variant.fields, tag: [JSONValue.Member(tag, .string(variant.name))])
    }

    private static func map(_ rule: TextRule, _ shape: Shape) -> JSONValue? {
        guard let name = (keys + texts).first(where: rule.matches), let inner = value(shape) else { return nil }
        return .object([.init(name, inner)])
    }

    private static func text(_ rule: TextRule) -> String? { texts.first(where: rule.matches) }

    private static let keys = ["APP_KEY", "admin_email"]
    private static let texts = [
        "demo", "/api", "0644", "daily", "443/tcp", "127.0.0.1:5432", "https://example.com", "help@example.com",
    ]

    /// Of free text a default may be told in words, such as "the name".
    private static func saysDefault(_ shape: Shape) -> Bool {
        switch shape {
        case .text, .template, .scalar, .secret: false
        default: true
        }
    }

    private static func accepts(_ node: Node, _ shape: Shape) -> Bool {
        let findings = Findings()
        let report = findings.reporter(for: SourceText(file: "example", bytes: []))
        ShapeChecker(report: report).check(node, shape, subject: "example")
        return findings.sorted.isEmpty
    }

    private static func parse(_ text: String) -> Node? { try? YAML.parse(Array(text.utf8)) }

    private static func json(_ node: Node) -> JSONValue {
        switch node.value {
        case .sequence(let items): return .array(items.map(json))
        case .mapping(let pairs): return .object(pairs.map { .init($0.key.scalar?.text ?? "", json($0.value)) })
        case .scalar(let scalar):
            if node.isNull { return .null }
            if let flag = node.bool { return .bool(flag) }
            // A fraction stays text, as every other plain number that is used as text may.
            return node.integer.map { JSONValue.number("\($0)") } ?? .string(scalar.text)
        }
    }
}
