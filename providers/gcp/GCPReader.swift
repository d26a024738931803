import Plan

/// Google's metadata: single values, and three of its folders as JSON. The owner's own keys are the app's variables.
struct GCPReader {
    let source: MetadataSource

    init(_ source: MetadataSource) { self.source = source }

    func read() throws(MetadataError) -> Metadata {
        let id = try source.value(required: Self.root + "id")
        var metadata = Metadata(
            provider: Provider.gcp.id, instanceID: id, hostname: try value("hostname"), otherwise: "vm-\(id)")
        // `projects/123456789012/zones/us-central1-a`, in the region `us-central1`.
        let path = try value("zone")
        let zone = path.map { String($0.suffix(from: $0.lastIndex(of: "/").map($0.index(after:)) ?? $0.startIndex)) }
        metadata.zone = zone
        metadata.region = zone.flatMap { zone in zone.lastIndex(of: "-").map { String(zone[..<$0]) } }
        metadata.tags = try source.json(optional: Self.root + "tags")?.words ?? []
        let interfaces = try source.json(optional: Self.root + "network-interfaces/?recursive=true") ?? .null
        let attributes = try source.json(optional: Self.root + "attributes/?recursive=true") ?? .null
        Self.decode(interfaces, attributes, into: &metadata)
        return metadata
    }

    static func decode(_ interfaces: Document, _ attributes: Document, into metadata: inout Metadata) {
        for interface in interfaces.elements {
            let outside = interface["accessConfigs"].elements.lazy.compactMap { Address.ipv4($0["externalIp"].word) }
            metadata.publicIPv4 = metadata.publicIPv4 ?? outside.first
            metadata.publicIPv6 =
                metadata.publicIPv6 ?? interface["ipv6s"].words.lazy.compactMap(Address.ipv6).first
            metadata.addPrivate([interface["ip"].word])
            guard let mac = interface["mac"].word else { continue }
            if metadata.macs.public == nil {
                metadata.macs.public = mac
            } else {
                metadata.macs.private.append(mac)
            }
        }
        metadata.userData = UserData.text(attributes["user-data"].content.map { Array($0.utf8) })
        metadata.sshKeys = attributes["ssh-keys"].words.compactMap(key)
        guard case .object(let values) = attributes else { return }
        metadata.vars = values.filter { !others.contains($0.key) }.compactMapValues(\.word)
    }

    /// `user:ssh-ed25519 …`
    private static func key(_ line: String) -> String? {
        line.firstIndex(of: ":").flatMap { line[line.index(after: $0)...].word }
    }

    private static let root = "/computeMetadata/v1/instance/"

    /// What is no variable: data with a place of its own, and scripts.
    private static let others: Set = [
        "user-data", "user-data-encoding", "ssh-keys", "sshKeys", "startup-script", "shutdown-script",
    ]

    private func value(_ name: String) throws(MetadataError) -> String? { try source.text(Self.root + name)?.word }
}
