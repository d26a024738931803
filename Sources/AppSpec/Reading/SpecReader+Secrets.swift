import ComposeFile
import Plan
import YAML

extension SpecReader {
    /// The secrets, each after those that it is derived from.
    func readSecrets(_ compose: ComposeProject?) -> [SecretSpec] {
        let declared = (root["secrets"]?.entries ?? []).compactMap { entry -> (Node.Entry, SecretSpec)? in
            guard let kind = entry.value["kind"]?.string.flatMap(SecretKind.init),
                let recipe = SecretReader(spec: self, entry: entry, kind: kind).recipe()
            else { return nil }
            warnIfWeak(recipe, entry)
            let rotation = entry.value["rotate"].flatMap { readRotation($0, compose) }
            return (entry, SecretSpec(name: entry.name, recipe: recipe, rotation: rotation))
        }
        var order = SecretOrder(declared.map(\.1))
        for cycle in order.sort() {
            guard let entry = declared.first(where: { $0.0.name == cycle[0] })?.0 else { continue }
            report.error(
                "secrets are derived from one another: " + cycle.joined(separator: " → "), at: entry.key,
                help: "make one of them from random bytes")
        }
        return order.sorted
    }

    private func readRotation(_ node: Node, _ compose: ComposeProject?) -> SecretSpec.Rotation? {
        node.string == "restart" ? .restart : readCommand(node, compose).map { .command($0) }
    }

    private func warnIfWeak(_ recipe: SecretSpec.Recipe, _ entry: Node.Entry) {
        guard let bits = recipe.entropy, bits < SecretSpec.Recipe.leastEntropy else { return }
        let field = ["bytes", "length", "minimum"].lazy.compactMap { entry.value[$0] }.first ?? entry.key
        report.warning(
            "`\(entry.name)` has \(Int(bits)) bits of randomness, fewer than 128", at: field,
            help: "make it longer: \(Int(SecretSpec.Recipe.leastEntropy)) bits are safe")
    }
}
