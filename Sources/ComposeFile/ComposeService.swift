import Findings
import YAML

/// A service, with the layers that `extends` puts under it.
public struct ComposeService {
    /// What one file says about it.
    public struct Layer {
        public let report: Reporter
        /// See ``ComposeFile/directory``.
        public let directory: String
        public let node: Node
        fileprivate let entries: [String: Node]

        init(_ node: Node, report: Reporter, directory: String) {
            self.node = node
            self.report = report
            self.directory = directory
            entries = Dictionary(node.entries.map { ($0.name, $0.value) }) { first, _ in first }
        }
    }

    /// A value and the file that it is in.
    public struct Placed {
        public let node: Node
        public let layer: Layer

        public init(node: Node, layer: Layer) {
            self.node = node
            self.layer = layer
        }
    }

    public struct Dependency {
        public let name: String
        public let place: Placed
        /// Other services wait until it has completed.
        public let mustComplete: Bool
        /// If it is missing, Compose starts the others without it.
        public let isRequired: Bool
    }

    public let name: String
    public let key: Node
    /// What the file says that declares it first.
    public let declaration: Layer
    /// What wins first: those of files that are laid over others, its own, then those of what it extends.
    public internal(set) var layers: [Layer]

    init(_ entry: Node.Entry, report: Reporter, directory: String) {
        name = entry.name
        key = entry.key
        declaration = Layer(entry.value, report: report, directory: directory)
        layers = [declaration]
    }

    /// The file that declares it.
    public var report: Reporter { declaration.report }

    /// Adds it to the services of earlier files, over the one of the same name. `!reset` takes that one out, and
    /// `!override` takes its place.
    public func lay(over services: inout [ComposeService]) {
        let tag = declaration.node.tag
        let under = services.firstIndex { $0.name == name }
        if tag == "!reset" {
            if let under { services.remove(at: under) }
        } else if let under {
            services[under].layers = tag == "!override" ? layers : layers + services[under].layers
        } else {
            services.append(self)
        }
    }

    /// What the layers say of a key, as far as none takes the place of those under it (`!override`, `!reset`).
    private func said(_ key: String) -> [Placed] {
        var found: [Placed] = []
        for layer in layers {
            guard let node = layer.entries[key] else { continue }
            if node.tag == "!reset" { break }
            found.append(Placed(node: node, layer: layer))
            if node.tag == "!override" { break }
        }
        return found
    }

    /// The effective value: its own, else that of what it extends.
    public subscript(key: String) -> Node? { placed(key)?.node }

    public func placed(_ key: String) -> Placed? {
        said(key).first
    }

    /// The items of a list that Compose merges from all layers. A single value counts as a list of one.
    public func items(_ key: String) -> [Placed] {
        said(key).filter { !$0.node.isNull }.flatMap { place in
            (place.node.sequence ?? [place.node]).map { Placed(node: $0, layer: place.layer) }
        }
    }

    /// The names in a list of names or a mapping from names, with their places.
    public func names(_ key: String) -> [(name: String, place: Placed)] {
        said(key).flatMap { place -> [(name: String, place: Placed)] in
            let (node, layer) = (place.node, place.layer)
            let listed = (node.sequence ?? []).compactMap { item in
                (item.string ?? item["source"]?.string).map { (name: $0, place: Placed(node: item, layer: layer)) }
            }
            return listed + node.entries.map { (name: $0.name, place: Placed(node: $0.key, layer: layer)) }
        }
    }

    /// The variables of its containers, from a list or a mapping; without a value if it comes from `.env` or the shell.
    public var environment: [(name: String, value: String?, place: Placed)] {
        said("environment").flatMap { place -> [(name: String, value: String?, place: Placed)] in
            let (node, layer) = (place.node, place.layer)
            let listed = (node.sequence ?? []).compactMap { item -> (name: String, value: String?, place: Placed)? in
                guard let text = item.string else { return nil }
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                return (parts[0], parts.count == 2 ? parts[1] : nil, Placed(node: item, layer: layer))
            }
            return listed
                + node.entries.map { ($0.name, $0.value.string, Placed(node: $0.value, layer: layer)) }
        }
    }

    public var image: Node? { self["image"] }

    public var hasHealthcheck: Bool {
        guard let check = self["healthcheck"], check["disable"]?.bool != true else { return false }
        let test = check["test"]
        return test != nil && (test?.sequence?.first ?? test)?.string != "NONE"
    }

    public var dependencies: [Dependency] {
        said("depends_on").flatMap { place -> [Dependency] in
            let (node, layer) = (place.node, place.layer)
            let listed = (node.sequence ?? []).compactMap { item in
                item.string.map {
                    Dependency(
                        name: $0, place: Placed(node: item, layer: layer), mustComplete: false, isRequired: true)
                }
            }
            return listed
                + node.entries.map {
                    Dependency(
                        name: $0.name, place: Placed(node: $0.key, layer: layer),
                        mustComplete: $0.value["condition"]?.string == "service_completed_successfully",
                        isRequired: $0.value["required"]?.bool != false)
                }
        }
    }

    /// Whether it uses the machine's own network, without `ports` and the engine's rules.
    public var usesHostNetwork: Bool { self["network_mode"]?.string == "host" }

    /// The profiles with which it starts. Without any it always starts.
    public var profiles: [String] { items("profiles").compactMap(\.node.string) }

    /// How many containers it starts, if the file has a number.
    public var replicas: Int? { self["scale"]?.integer ?? self["deploy"]?["replicas"]?.integer }
}
