extension Node {
    /// A pair of a mapping whose key is text.
    public struct Entry: Sendable {
        public let name: String
        public let key: Node
        public let value: Node
    }

    /// A mapping's entries by name, with merge keys applied, without duplicates and keys that are not text. Empty for
    /// other nodes.
    public var entries: [Entry] {
        var seen: Set<String> = []
        return (mergedPairs ?? []).compactMap { pair in
            guard let name = pair.key.scalar?.text, seen.insert(name).inserted else { return nil }
            return Entry(name: name, key: pair.key, value: pair.value)
        }
    }

    /// All scalars that are values, in the order of the text.
    public var scalars: [Node] {
        switch value {
        case .scalar: [self]
        case .sequence(let nodes): nodes.flatMap(\.scalars)
        case .mapping(let pairs): pairs.flatMap { $0.value.scalars }
        }
    }
}
