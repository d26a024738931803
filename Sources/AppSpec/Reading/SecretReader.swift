import Findings
import Plan
import Secrets
import Shapes
import Text
import YAML

/// Reads one secret's mapping, whose shape was checked.
struct SecretReader {
    let spec: SpecReader
    let entry: Node.Entry
    let kind: any SecretKind.Type

    /// The values of the declared keys, with the defaults of those that are absent. References are checked here; a
    /// value that the shape's check refused is passed over.
    func recipe() -> SecretSpec.Recipe {
        let options = kind.declaration.fields.compactMap { field -> SecretOption.Named? in
            guard let node = entry.value[field.key] ?? Self.defaultValue(of: field) else { return nil }
            return option(node, field.shape).map { SecretOption.Named(field.key, $0) }
        }
        return SecretSpec.Recipe(kind.declaration.name, options)
    }

    /// Lets the kind read the recipe, and reports what it finds.
    ///
    /// - Parameter others: The recipes of all secrets.
    /// - Returns: nil where something is missing or wrong.
    func read(_ recipe: SecretSpec.Recipe, among others: [String: SecretSpec.Recipe]) -> (any SecretKind)? {
        let keys = SecretKeys(recipe, kinds: spec.kinds) { others[$0] }
        let read = kind.init(keys)
        for problem in keys.problems {
            let message = problem.path.isEmpty ? "`\(entry.name)` \(problem.message)" : problem.message
            spec.report.error(message, at: node(at: problem.path, isInKey: problem.isInKey), help: problem.help)
        }
        return read
    }

    /// As the declaration has it, which is how it would be written.
    private static func defaultValue(of field: Field) -> Node? {
        field.defaultValue.flatMap { try? YAML.parse(Array($0.utf8)) }
    }

    private func node(at path: [String], isInKey: Bool) -> Node {
        var node = entry.value
        for (depth, step) in path.enumerated() {
            if let items = node.sequence {
                guard let index = Int(step), items.indices.contains(index) else { return node }
                node = items[index]
            } else {
                guard let found = node.entries.first(where: { $0.name == step }) else { return node }
                node = isInKey && depth == path.count - 1 ? found.key : found.value
            }
        }
        return node
    }

    // MARK: Values by their shapes

    private func option(_ node: Node, _ shape: Shape) -> SecretOption? {
        switch shape {
        case .text, .choice: text(node)
        case .template: template(node)
        case .secret: secret(node)
        // One of the wrong kind still is there.
        case .integer: node.integer.map { .number(String($0)) } ?? text(node)
        case .boolean: node.bool.map { .flag($0) } ?? text(node)
        case .size: node.string.flatMap(Quantity.size).map { .number(String($0)) } ?? text(node)
        case .duration: node.string.flatMap(Quantity.duration).map { .number(String($0)) } ?? text(node)
        case .scalar: scalar(node)
        case .list(let item): node.sequence.map { .list($0.compactMap { option($0, item) }) }
        case .map(_, let value): map(node) { _ in value }
        case .object(let fields): object(node, fields)
        case .tagged(let tag, let variants):
            object(node, variants.first { $0.name == node[tag]?.string }?.fields ?? [], tag: tag)
        case .keyed(let variants): object(node, variants.first { node[$0.name] != nil }?.fields ?? [])
        case .either(let shapes): shapes.first { $0.accepts(NodeKind(node)) }.flatMap { option(node, $0) }
        }
    }

    private func text(_ node: Node) -> SecretOption? { node.string.map { .text($0) } }

    private func template(_ node: Node) -> SecretOption? {
        guard node.string != nil else { return nil }
        var scope = spec.scope("a secret")
        if kind.declaration.namesOnlySecrets {
            scope.parameters = nil
            scope.allowsMachineValues = false
        }
        return .template(spec.template(node, scope))
    }

    /// Text may have `{{ }}` in it.
    private func scalar(_ node: Node) -> SecretOption? {
        switch NodeKind(node) {
        case .boolean: node.bool.map { .flag($0) }
        case .number: (node.integer.map { String($0) } ?? node.string).map { .number($0) }
        default: template(node)
        }
    }

    private func secret(_ node: Node) -> SecretOption? {
        guard let name = node.string else { return nil }
        guard spec.secretNames.contains(name) else {
            spec.report.error(
                "there is no secret `\(name)`", at: node,
                help: Suggestion.nearest(to: name, among: spec.secretNames.inOrder).map { "did you mean `\($0)`?" }
                    ?? "declare it under `secrets:`")
            return nil
        }
        return .secret(name)
    }

    private func object(_ node: Node, _ fields: [Field], tag: String? = nil) -> SecretOption? {
        map(node) { key in key == tag ? .text() : fields.first { $0.key == key }?.shape }
    }

    private func map(_ node: Node, _ shape: (String) -> Shape?) -> SecretOption? {
        guard node.mapping != nil else { return nil }
        return .map(
            node.entries.compactMap { entry in
                shape(entry.name).flatMap { option(entry.value, $0) }.map { SecretOption.Named(entry.name, $0) }
            })
    }
}
