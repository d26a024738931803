import Plan

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
        var path = [(spec: root, next: root.recipe.sources[...])]
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
                path.append((spec, spec.recipe.sources[...]))
                onPath.insert(name)
            }
        }
    }
}
