import YAML

/// A metadata service's tree of plain-text paths for a document: a path for each value, and an index that ends in a
/// slash for each mapping or list of mappings.
struct TextTree {
    /// The path of the root, with its closing slash.
    let root: String
    /// Renames a key of the document, or leaves it out.
    var name: @Sendable (String) -> String? = { $0 }

    /// - Parameter document: JSON. It is read as YAML, which keeps the order of the keys.
    func routes(_ document: String) -> [Recording.Route] {
        guard let node = try? YAML.parse([UInt8](document.utf8)) else { return [] }
        return routes(node, at: root)
    }

    private func routes(_ node: Node, at path: String) -> [Recording.Route] {
        let children = children(of: node)
        guard !children.isEmpty else { return [.get(path, .text(text(of: node)))] }
        let index = children.map { $0.name + (self.children(of: $0.node).isEmpty ? "" : "/") }
        let entries = zip(children, index).flatMap { child, name in routes(child.node, at: path + name) }
        return entries + [.get(path, .text(index.joined(separator: "\n")))]
    }

    /// The entries of an index; empty for a value and for a list of values, which are leaves.
    private func children(of node: Node) -> [(name: String, node: Node)] {
        switch node.value {
        case .scalar: []
        case .sequence(let elements):
            elements.contains { $0.mapping != nil }
                ? elements.enumerated().map { (String($0.offset), $0.element) } : []
        case .mapping(let pairs):
            pairs.compactMap { pair in
                pair.key.string.flatMap(name).map { ($0, pair.value) }
            }
        }
    }

    private func text(of node: Node) -> String {
        switch node.value {
        case .scalar(let scalar): node.isNull ? "" : scalar.text
        case .sequence(let elements): elements.map(text).joined(separator: "\n")
        case .mapping: ""
        }
    }
}
