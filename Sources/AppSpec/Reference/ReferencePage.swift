import Plan
import Secrets
import Shapes

/// app.yaml's declaration as a page for people: docs/reference/app-yaml.md.
public enum ReferencePage {
    /// Markdown, ending in a newline.
    public static var text: String { text(.known) }

    static func text(_ kinds: SecretKinds) -> String {
        let head = """
            # app.yaml

            Made by `landfall schema --markdown`; do not edit it. `landfall schema` prints the same as a JSON Schema.

            Sizes are a whole number with B, KiB, MiB, GiB or TiB (or KB, MB, GB, TB); times are one with s, min or h.
            Paths are relative to app.yaml's folder and stay within it.

            """
        return head + section("Keys", AppYAML.root(kinds), level: 2) + templates + textRules
    }

    private static func section(_ title: String, _ shape: Shape, level: Int) -> String {
        let heading = "\n" + String(repeating: "#", count: level) + " \(title)\n"
        switch shape {
        case .object(let fields): return heading + "\n" + table(fields) + subsections(of: fields, under: title, level)
        case .list(let item): return section(title, item, level: level)
        case .map(_, let value): return section(title, value, level: level)
        case .either(let shapes):
            return shapes.map { section("\(title), as \($0.description)", $0, level: level) }.joined()
        case .tagged(let tag, let variants):
            let parts = variants.map { variant in
                "\n`\(tag): \(variant.name)`: \(variant.summary)\n"
                    + (variant.fields.isEmpty ? "" : "\n" + table(variant.fields))
            }
            return heading + parts.joined()
        case .keyed(let variants):
            return heading + variants.map { "\n`\($0.name)`: \($0.summary)\n\n" + table($0.fields) }.joined()
        default: return ""
        }
    }

    private static func table(_ fields: [Field]) -> String {
        let rows = fields.map { field in
            let need = field.isRequired ? "required" : field.defaultValue.map { "default: \($0)" } ?? ""
            let example = field.example.map { " Example: `\($0)`." } ?? ""
            return "| `\(field.key)` | \(field.shape.label) | \(need) | \(field.summary)\(example) |\n"
        }
        return "| Key | Value | | Meaning |\n|---|---|---|---|\n" + rows.joined()
    }

    private static func subsections(of fields: [Field], under title: String, _ level: Int) -> String {
        let described = fields.filter { $0.shape.hasKeys }
        let prefix = level == 2 ? "" : (title.split(separator: ",").first ?? "") + "."
        // Sections that look the same, such as the providers', are printed once.
        guard described.count > 1, Set(described.map { section("", $0.shape, level: 3) }).count == 1,
            let first = described.first
        else { return described.map { section(prefix + $0.key, $0.shape, level: 3) }.joined() }
        return section(prefix + described.map(\.key).joined(separator: ", "), first.shape, level: 3)
    }

    private static var templates: String {
        let encodings = Template.Encoding.allCases.map { "| `\($0.rawValue)` | \($0.summary) |\n" }.joined()
        let values = MachineValue.allCases.map { "| `\($0.rawValue)` | \($0.summary) |\n" }.joined()
        return """

            ## Templates

            `{{ }}` stands for a value that the machine fills in. The characters themselves are written `{{ "{{" }}`.

            | Value | Stands for |
            |---|---|
            | `name`, `title`, `version` | the app's, filled in when it is compiled |
            | `secrets.NAME` | a secret |
            | `secrets.NAME.public` | its public half, for kinds that have one |
            | `parameters.NAME` | a parameter's value, or nothing if there is none |
            \(values)
            A value can be encoded in place, as in `postgres://app:{{ secrets.PASSWORD | urlencode }}@db`:

            | Encoding | The value |
            |---|---|
            \(encodings)
            Secrets are made once and stay when the machine's address or the owner's values change. So a secret of kind
            `template` can name only other secrets. The other kinds take any value as it is at the first boot.
            `release.url` and `release.latest` can contain only `name`, `title` and `version`.

            """
    }

    private static var textRules: String {
        let rules: [TextRule] = [
            .appName, .version, .parameterName, .environmentName, .secretName, .prefix, .claimName, .relativePath,
            .mode, .owner, .port, .tcpAddress,
            .databaseName, .itemName, .schedule, .publicKey, .channel, .registryPath, .imageName, .sourcePath, .branch,
            .slug, .line, .summary, .category, .tag,
            .webAddress, .email,
        ]
        return "\n## Kinds of text\n\n| Text | Rule |\n|---|---|\n"
            + rules.map { "| \($0.name) | \($0.rule) |\n" }.joined()
    }
}

extension Shape {
    fileprivate var hasKeys: Bool {
        switch self {
        case .object(let fields): !fields.isEmpty
        case .tagged, .keyed: true
        case .list(let item): item.hasKeys
        case .map(_, let value): value.hasKeys
        case .either(let shapes): shapes.contains(where: \.hasKeys)
        default: false
        }
    }

    /// What a table's column says about the value.
    fileprivate var label: String {
        switch self {
        case .template: "text with `{{ }}`"
        case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .list(let item): "a list, each " + item.label
        case .map(let rule, let value): "a mapping from \(rule.name) to " + value.label
        case .either(let shapes): shapes.map(\.label).joined(separator: "; or ")
        default: description
        }
    }
}
