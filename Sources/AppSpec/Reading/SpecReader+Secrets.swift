import ComposeFile
import Plan
import Secrets
import YAML

extension SpecReader {
    /// Bits of entropy below which a secret gives a warning.
    static let leastEntropy = 128.0

    /// The secrets, each after those that it is derived from.
    func readSecrets(_ compose: ComposeProject?) -> [SecretSpec] {
        let readers = (root["secrets"]?.entries ?? []).compactMap { entry in
            kind(ofSecret: entry).map { SecretReader(spec: self, entry: entry, kind: $0) }
        }
        let recipes = Dictionary(readers.map { ($0.entry.name, $0.recipe()) }) { first, _ in first }
        let declared = readers.compactMap { reader -> (Node.Entry, SecretSpec)? in
            let entry = reader.entry
            guard let recipe = recipes[entry.name], let kind = reader.read(recipe, among: recipes) else { return nil }
            warnIfWeak(kind, entry)
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

    func kind(ofSecret secret: Node.Entry) -> (any SecretKind.Type)? {
        secret.value["kind"]?.string.flatMap { kinds[$0] }
    }

    private func readRotation(_ node: Node, _ compose: ComposeProject?) -> SecretSpec.Rotation? {
        node.string == "restart" ? .restart : readCommand(node, compose).map { .command($0) }
    }

    private func warnIfWeak(_ kind: any SecretKind, _ entry: Node.Entry) {
        guard let bits = kind.entropy, bits < Self.leastEntropy else { return }
        // The first number is what says how long it is.
        let numbers = type(of: kind).declaration.fields.filter { if case .integer = $0.shape { true } else { false } }
        let place = numbers.lazy.compactMap { entry.value[$0.key] }.first ?? entry.key
        report.warning(
            "`\(entry.name)` has \(Int(bits)) bits of randomness, fewer than 128", at: place,
            help: "make it longer: \(Int(Self.leastEntropy)) bits are safe")
    }
}
