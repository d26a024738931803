import Plan

/// EC2's instance metadata.
struct AWSReader {
    let source: MetadataSource
    let tree: EC2Tree

    init(_ source: MetadataSource) {
        self.source = source
        tree = EC2Tree(source: source, root: "/latest/")
    }

    func read() throws(MetadataError) -> Metadata {
        let id = try tree.value(required: "instance-id")
        var metadata = Metadata(
            provider: Provider.aws.id, instanceID: id, hostname: try tree.value("hostname"), otherwise: id)
        metadata.region = try tree.value("placement/region")
        metadata.zone = try tree.value("placement/availability-zone")
        metadata.publicIPv4 = Address.ipv4(try tree.value("public-ipv4"))
        metadata.macs.public = try tree.value("mac")
        metadata.addPrivate([try tree.value("local-ipv4")])
        try readInterfaces(into: &metadata)
        metadata.sshKeys = try tree.keys()
        // Readable only if the owner switched it on for the instance.
        for name in try tree.values("tags/instance/") {
            if let value = try tree.value("tags/instance/\(name)") { metadata.tags.append("\(name)=\(value)") }
        }
        metadata.userData = try tree.userData()
        return metadata
    }

    private func readInterfaces(into metadata: inout Metadata) throws(MetadataError) {
        for entry in try tree.values("network/interfaces/macs/") {
            let mac = entry.prefix { $0 != "/" }
            let path = "network/interfaces/macs/\(mac)/"
            metadata.addPrivate(try tree.values(path + "local-ipv4s"))
            if mac == metadata.macs.public ?? "" {
                metadata.publicIPv6 = try tree.values(path + "ipv6s").lazy.compactMap(Address.ipv6).first
            } else {
                metadata.macs.private.append(String(mac))
            }
        }
    }
}
