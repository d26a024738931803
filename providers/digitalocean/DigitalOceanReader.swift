import Plan

/// DigitalOcean's `/metadata/v1.json`.
struct DigitalOceanReader {
    let source: MetadataSource

    init(_ source: MetadataSource) { self.source = source }

    func read() throws(MetadataError) -> Metadata {
        let document = try source.json("/metadata/v1.json")
        let id = try source.require(document["droplet_id"].word, "droplet_id")
        return Self.decode(document, instanceID: id)
    }

    /// A reserved address belongs to no interface: its traffic arrives at the anchor address. So neither is the
    /// machine's own.
    static func decode(_ document: Document, instanceID: String) -> Metadata {
        let publicInterfaces = document["interfaces"]["public"].elements
        let privateInterfaces = document["interfaces"]["private"].elements
        func firstAddress(_ family: String, _ canonical: (String?) -> String?) -> String? {
            publicInterfaces.compactMap { canonical($0[family]["ip_address"].word) }.first
        }

        var metadata = Metadata(
            provider: Provider.digitalOcean.id, instanceID: instanceID,
            hostname: document["hostname"].word, otherwise: "droplet-\(instanceID)")
        metadata.region = document["region"].word
        metadata.publicIPv4 = firstAddress("ipv4", Address.ipv4)
        metadata.publicIPv6 = firstAddress("ipv6", Address.ipv6)
        metadata.addPrivate(privateInterfaces.map { $0["ipv4"]["ip_address"].word })
        metadata.sshKeys = document["public_keys"].words
        metadata.userData = document["user_data"].content
        metadata.vendorData = document["vendor_data"].content
        metadata.tags = document["tags"].words
        metadata.macs.public = publicInterfaces.lazy.compactMap { $0["mac"].word }.first
        metadata.macs.private = privateInterfaces.compactMap { $0["mac"].word }
        return metadata
    }
}
