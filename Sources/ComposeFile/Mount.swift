import YAML

/// An entry of a service's `volumes`.
public struct Mount {
    public enum Kind: Equatable, Sendable {
        /// A file or folder of the machine.
        case bind
        /// A volume by its name at the top level.
        case volume
        /// A volume without a name, memory, an image.
        case other
    }

    public let kind: Kind
    /// With variables filled in; nil if there is none, as for an anonymous volume.
    public let source: String?
    /// In the container.
    public let target: String
    public let isReadOnly: Bool
    /// Whether a folder is created if the source is missing on the machine.
    public let createsFolder: Bool
    /// The entry, and the part of it that names the source.
    public let place: ComposeService.Placed
    public let sourceNode: Node

    /// Nil if it is not valid, or depends on values that only the machine has.
    public init?(_ item: ComposeService.Placed, value: (String) -> Interpolation.Value) {
        place = item
        if let text = item.node.string {
            guard let resolved = Interpolation(text).resolved(value) else { return nil }
            let parts = resolved.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard let first = parts.first, !first.isEmpty else { return nil }
            sourceNode = item.node
            createsFolder = true
            isReadOnly = parts.count > 2 && parts[2].split(separator: ",").contains("ro")
            target = parts.count > 1 ? parts[1] : first
            // Compose takes a single letter for a Windows drive.
            source = parts.count > 1 && first.count > 1 || first == "." ? first : nil
            kind = source.map(Self.isPath).map { $0 ? .bind : .volume } ?? .other
        } else {
            func text(_ key: String) -> String? {
                item.node[key]?.string.flatMap { Interpolation($0).resolved(value) }
            }
            guard let type = text("type"), let target = text("target") else { return nil }
            // A mount with an unknown source is not checked.
            if let node = item.node["source"], node.string != nil, text("source") == nil { return nil }
            sourceNode = item.node["source"] ?? item.node
            createsFolder = item.node["bind"]?["create_host_path"]?.bool ?? true
            isReadOnly = item.node["read_only"]?.bool == true
            self.target = target
            source = text("source")
            kind = type == "bind" ? .bind : type == "volume" && source != nil ? .volume : .other
        }
    }

    /// Tells a path from a volume's name, as Compose does.
    private static func isPath(_ source: String) -> Bool {
        [".", "/", "~"].contains { source.hasPrefix($0) }
    }
}

extension ComposeProject {
    /// What a service mounts, as far as it is known.
    public func mounts(of service: ComposeService) -> [Mount] {
        var seen: Set<String> = []
        let all = service.items("volumes").compactMap { Mount($0, value: value) }
        // A file that is laid over another, or extends it, mounts something else in the same place.
        return service.layers.count == 1 ? all : all.filter { seen.insert($0.target).inserted }
    }

    /// What a service publishes, as far as it is known.
    public func ports(of service: ComposeService) -> [(entry: PortEntry, place: ComposeService.Placed)] {
        var seen: Set<String> = []
        return service.items("ports").compactMap { item in
            // Compose takes the same entry of two files once.
            if service.layers.count > 1, let text = item.node.string, !seen.insert(text).inserted { return nil }
            return PortEntry(item.node, value: value).map { ($0, item) }
        }
    }
}
