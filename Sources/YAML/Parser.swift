extension YAML {
    /// The document's root, or nil if it is empty.
    ///
    /// The tree has aliases resolved, with the marks of their targets. Merge keys are left to ``Node/mergedPairs``.
    ///
    /// - Parameter firstLine: The number of the first line, for texts that share one numbering.
    /// - Throws: ``YAMLError`` for the first thing that cannot be read, a second document, or a limit exceeded.
    public static func parse(
        _ bytes: [UInt8], limits: Limits = Limits(), firstLine: Int = 1
    ) throws(YAMLError) -> Node? {
        guard bytes.count <= limits.bytes else {
            throw YAMLError(
                "the file has \(bytes.count) bytes, more than the \(limits.bytes) that are read",
                at: Mark(line: 1, column: 1), help: "check that this is the file you meant")
        }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(byteOrderMark.count) : bytes[...]
        guard !text.isEmpty else { return nil }
        return try text.withUnsafeBufferPointer { buffer throws(YAMLError) in
            var reader = try EventReader(buffer, firstLine: firstLine)
            var builder = TreeBuilder(limits: limits)
            while true {
                let marked = try reader.next()
                if case .streamEnd = marked.event { return builder.root }
                try builder.add(marked)
            }
        }
    }
}

/// Builds a tree from events without recursion, so that deep nesting cannot overflow the stack.
private struct TreeBuilder {
    private struct Open {
        var isMapping: Bool
        var properties: EventReader.Properties
        var start: Mark
        var children: [Built] = []
    }
    /// A node with its cost, aliases included.
    private struct Built {
        var node: Node
        var size: Int
        var height: Int
    }

    let limits: YAML.Limits
    private(set) var root: Node?
    private var hasDocument = false
    private var open: [Open] = []
    private var anchors: [String: Built] = [:]
    private var total = 0

    init(limits: YAML.Limits) { self.limits = limits }

    mutating func add(_ marked: EventReader.Marked) throws(YAMLError) {
        switch marked.event {
        case .documentStart:
            guard !hasDocument else {
                throw YAMLError(
                    "a second document begins here", at: marked.start,
                    help: "keep one document in the file: remove the line `---` and what follows")
            }
            hasDocument = true
        case .sequenceStart(let properties):
            open.append(Open(isMapping: false, properties: properties, start: marked.start))
        case .mappingStart(let properties):
            open.append(Open(isMapping: true, properties: properties, start: marked.start))
        case .collectionEnd: try close(at: marked.end)
        case .scalar(let scalar, let properties):
            let node = Node(value: .scalar(scalar), start: marked.start, end: marked.end, tag: properties.tag)
            try place(Built(node: node, size: 1, height: 0), anchor: properties.anchor)
        case .alias(let name): try place(try resolve(name, at: marked.start), anchor: nil)
        case .streamStart, .streamEnd, .documentEnd: break
        }
        guard open.count <= limits.depth else { throw tooDeep(at: marked.start) }
    }

    private mutating func close(at end: Mark) throws(YAMLError) {
        guard let collection = open.popLast() else { return }
        let nodes = collection.children.map(\.node)
        let value: Node.Value =
            collection.isMapping
            ? .mapping(stride(from: 0, to: nodes.count - 1, by: 2).map { .init(key: nodes[$0], value: nodes[$0 + 1]) })
            : .sequence(nodes)
        let built = Built(
            node: Node(value: value, start: collection.start, end: end, tag: collection.properties.tag),
            size: collection.children.reduce(1) { $0 + $1.size },
            height: (collection.children.map(\.height).max() ?? 0) + 1)
        total -= built.size - 1
        try place(built, anchor: collection.properties.anchor)
    }

    private mutating func place(_ built: Built, anchor: String?) throws(YAMLError) {
        total += built.size
        guard total <= limits.nodes else {
            throw YAMLError(
                "the document has more than \(limits.nodes) values, aliases included", at: built.node.start,
                help: "check that this is the file you meant")
        }
        guard open.count + built.height <= limits.depth else { throw tooDeep(at: built.node.start) }
        if let anchor { anchors[anchor] = built }
        if open.isEmpty {
            root = built.node
        } else {
            open[open.count - 1].children.append(built)
        }
    }

    private func resolve(_ name: String, at mark: Mark) throws(YAMLError) -> Built {
        if let built = anchors[name], !open.contains(where: { $0.properties.anchor == name }) { return built }
        let problem =
            open.contains { $0.properties.anchor == name }
            ? "this alias is inside its own anchor" : "no anchor with this alias's name comes before it"
        // Do not show the name: it may be a password that should have had quotes.
        throw YAMLError(
            problem, at: mark,
            help:
                "an alias `*NAME` repeats what was marked with `&NAME` before it; put text that begins with `*` in quotes"
        )
    }

    private func tooDeep(at mark: Mark) -> YAMLError {
        YAMLError(
            "nested more than \(limits.depth) levels deep", at: mark, help: "check the indentation and the brackets")
    }
}
