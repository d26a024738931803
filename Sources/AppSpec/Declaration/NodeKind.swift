import YAML

/// What kind of value a node is, for messages about wrong ones.
enum NodeKind: String {
    case nothing
    case boolean = "a boolean"
    case number = "a number"
    case text
    case list = "a list"
    case mapping = "a mapping"

    init(_ node: Node) {
        switch node.value {
        case .sequence: self = .list
        case .mapping: self = .mapping
        case .scalar:
            self = node.isNull ? .nothing : node.bool != nil ? .boolean : node.isNumber ? .number : .text
        }
    }
}

extension Node {
    struct Entry {
        let name: String
        let key: Node
        let value: Node
    }

    /// A mapping's entries by name, without repeated ones and those whose key is no text; else none.
    var entries: [Entry] {
        var seen: Set<String> = []
        return (mergedPairs ?? []).compactMap { pair in
            guard let name = pair.key.scalar?.text, seen.insert(name).inserted else { return nil }
            return Entry(name: name, key: pair.key, value: pair.value)
        }
    }
}
