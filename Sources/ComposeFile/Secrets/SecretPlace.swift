import YAML

/// A value of a service that has passwords in it, other than a variable's.
public struct SecretPlace {
    /// The key that it stands under: `command`, `labels`, `build.args`.
    public let key: String
    public let place: ComposeService.Placed
    /// In the text that was read there.
    public let found: [SecretText.Found]
}

extension ComposeService {
    /// Passwords in what a service runs, in its labels and in what its image is built with.
    ///
    /// - Parameter text: A value as text; nil for what a machine fills in itself.
    public func secretPlaces(_ text: (Node) -> String?) -> [SecretPlace] {
        let test = placed("healthcheck").flatMap { place in
            place.node["test"].map { (key: "healthcheck", node: $0, layer: place.layer) }
        }
        let commands = ["command", "entrypoint"].compactMap { key in
            placed(key).map { (key: key, node: $0.node, layer: $0.layer) }
        }
        var places: [SecretPlace] = []
        func add(_ key: String, _ node: Node, _ layer: Layer, _ found: [SecretText.Found]) {
            guard !found.isEmpty else { return }
            places.append(SecretPlace(key: key, place: Placed(node: node, layer: layer), found: found))
        }
        // A list of `name=value`, one of these, or a mapping.
        func addNamed(_ key: String, _ node: Node, _ layer: Layer) {
            for item in node.sequence ?? (node.mapping == nil ? [node] : []) {
                add(key, item, layer, SecretText.find(in: text(item) ?? ""))
            }
            for entry in node.entries {
                guard let value = text(entry.value) else { continue }
                let whole = SecretText.Found(range: 0..<value.utf8.count, value: value, name: entry.name, host: nil)
                let isWhole = SecretName.isSecret(entry.name, value)
                add(key, entry.value, layer, isWhole ? SecretText.ordered([whole]) : SecretText.find(in: value))
            }
        }
        for command in commands + [test].compactMap({ $0 }) {
            let nodes = command.node.scalars
            // A machine's own value keeps its place, so that the word behind it is not taken for it.
            let texts = nodes.map { text($0) ?? "$own" }
            for (node, found) in zip(nodes, SecretText.find(inCommand: texts)) {
                add(command.key, node, command.layer, found)
            }
        }
        for label in items("labels") { addNamed("labels", label.node, label.layer) }
        if let build = placed("build"), let arguments = build.node["args"] {
            addNamed("build.args", arguments, build.layer)
        }
        return places
    }
}
