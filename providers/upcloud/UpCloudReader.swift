import Plan

/// UpCloud's `/metadata/v1.json`.
struct UpCloudReader {
    let source: MetadataSource

    init(_ source: MetadataSource) { self.source = source }

    func read() throws(MetadataError) -> Metadata {
        let document = try source.json("/metadata/v1.json")
        return Self.decode(document, instanceID: try source.require(document["instance_id"].word, "instance_id"))
    }

    /// A floating address moves between machines, so it is nobody's own. The utility network is private.
    static func decode(_ document: Document, instanceID: String) -> Metadata {
        var metadata = Metadata(
            provider: Provider.upCloud.id, instanceID: instanceID,
            hostname: document["hostname"].word, otherwise: "upcloud-\(instanceID.prefix(8))")
        metadata.region = document["region"].word
        metadata.zone = metadata.region
        for interface in document["network"]["interfaces"].elements {
            let addresses = interface["ip_addresses"].elements.filter { $0["floating"].word != "true" }
                .map { $0["address"].word }
            if interface["type"].word == "public" {
                metadata.publicIPv4 = metadata.publicIPv4 ?? addresses.lazy.compactMap(Address.ipv4).first
                metadata.publicIPv6 = metadata.publicIPv6 ?? addresses.lazy.compactMap(Address.ipv6).first
                metadata.macs.public = metadata.macs.public ?? interface["mac"].word
            } else {
                metadata.addPrivate(addresses)
                if let mac = interface["mac"].word { metadata.macs.private.append(mac) }
            }
        }
        metadata.sshKeys = document["public_keys"].words
        metadata.tags = document["tags"].words
        metadata.userData = UserData.text(document["user_data"].content.map { Array($0.utf8) })
        metadata.vendorData = document["vendor_data"].content
        return metadata
    }
}
