import Plan
import YAML

extension SpecReader {
    /// The secrets, each after those that it is derived from.
    func readSecrets() -> [SecretSpec] {
        let declared = (root["secrets"]?.entries ?? []).compactMap { entry -> (Node.Entry, SecretSpec)? in
            guard let kind = SecretKind.all.first(where: { $0.name == entry.value["kind"]?.string }),
                var recipe = kind.recipe(entry.value)
            else { return nil }
            if case .template = recipe, let value = entry.value["value"] {
                recipe = .template(template(value, secretScope))
            }
            warnIfWeak(recipe, kind: kind, entry)
            return (entry, SecretSpec(name: entry.name, recipe: recipe))
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

    /// A secret must not change when the machine's address or the owner's values do.
    private var secretScope: TemplateScope {
        TemplateScope(constants: constants, secrets: secretNames, allowsMachineValues: false, place: "a secret")
    }

    private func warnIfWeak(_ recipe: SecretSpec.Recipe, kind: SecretKind, _ entry: Node.Entry) {
        guard let bits = kind.entropy?(recipe), bits < SecretKind.leastEntropy else { return }
        let field = entry.value["bytes"] ?? entry.value["length"] ?? entry.key
        report.warning(
            "`\(entry.name)` can be guessed: it has \(Int(bits)) bits of randomness", at: field,
            help: "make it longer: \(Int(SecretKind.leastEntropy)) bits are safe")
    }
}

/// Puts secrets into an order in which each comes after those that it is derived from.
struct SecretOrder {
    private(set) var sorted: [SecretSpec] = []
    private let specs: [SecretSpec]
    private let byName: [String: SecretSpec]
    private var done: Set<String> = []

    init(_ specs: [SecretSpec]) {
        self.specs = specs
        byName = Dictionary(specs.map { ($0.name, $0) }) { first, _ in first }
    }

    /// - Returns: Every cycle, as the names along it from one name back to the same.
    mutating func sort() -> [[String]] {
        var cycles: [[String]] = []
        for spec in specs { visit(spec, &cycles) }
        return cycles
    }

    /// Depth first with a stack of its own: a chain may be as long as a file allows.
    private mutating func visit(_ root: SecretSpec, _ cycles: inout [[String]]) {
        guard !done.contains(root.name) else { return }
        var path = [(spec: root, next: root.sources[...])]
        var onPath: Set<String> = [root.name]
        while let last = path.indices.last {
            guard let name = path[last].next.popFirst() else {
                let spec = path.removeLast().spec
                onPath.remove(spec.name)
                if done.insert(spec.name).inserted { sorted.append(spec) }
                continue
            }
            if onPath.contains(name), let start = path.firstIndex(where: { $0.spec.name == name }) {
                cycles.append(path[start...].map(\.spec.name) + [name])
            } else if let spec = byName[name], !done.contains(name) {
                path.append((spec, spec.sources[...]))
                onPath.insert(name)
            }
        }
    }
}

extension SecretSpec {
    /// The names of the secrets that it is derived from.
    var sources: [String] {
        if case .template(let template) = recipe { template.secretNames } else { [] }
    }
}
