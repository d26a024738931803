import Plan

/// Hetzner's YAML document, or its single values if that document is missing, and the separate paths for private
/// networks and user-data.
struct HetznerReader {
    let source: MetadataSource

    init(_ source: MetadataSource) { self.source = source }

    func read() throws(MetadataError) -> Metadata {
        let whole = try source.yaml(optional: "/hetzner/v1/metadata")
        let document = if let whole { whole } else { try readLeaves() }
        let id = try source.require(document["instance-id"].word, "instance-id")
        var metadata = Self.decode(document, instanceID: id)
        let networks = try source.yaml(optional: "/hetzner/v1/metadata/private-networks", mayBeEmpty: true)
        for network in networks?.elements ?? [] {
            metadata.addPrivate([network["ip"].word])
            if let mac = network["mac_address"].word { metadata.macs.private.append(mac) }
        }
        metadata.userData = UserData.text(try source.body("/hetzner/v1/userdata"))
        return metadata
    }

    static func decode(_ document: Document, instanceID: String) -> Metadata {
        // One entry for the public interface; none on a machine without one.
        let network = document["network-config"]["config"].elements.first ?? .null
        let staticIPv6 = network["subnets"].elements.first { $0["ipv6"].word == "true" }

        var metadata = Metadata(
            provider: Provider.hetzner.id, instanceID: instanceID,
            hostname: document["hostname"].word, otherwise: "server-\(instanceID)")
        metadata.region = document["region"].word
        metadata.zone = document["availability-zone"].word
        metadata.publicIPv4 = Address.ipv4(document["public-ipv4"].word)
        metadata.publicIPv6 = Address.ipv6(staticIPv6?["address"].word)
        metadata.sshKeys = document["public-keys"].words
        metadata.vendorData = document["vendor_data"].content
        metadata.macs.public = network["mac_address"].word
        return metadata
    }

    private func readLeaves() throws(MetadataError) -> Document {
        var members: [String: Document] = [:]
        for name in ["instance-id", "hostname", "region", "availability-zone", "public-ipv4", "vendor_data"] {
            members[name] = try source.text("/hetzner/v1/metadata/\(name)").map(Document.scalar)
        }
        for name in ["public-keys", "network-config"] {
            guard let text = try source.text("/hetzner/v1/metadata/\(name)") else { continue }
            members[name] = (try? Document(yaml: [UInt8](text.utf8))) ?? .scalar(text)
        }
        return .object(members)
    }
}
