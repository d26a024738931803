import Plan
import Text

/// Scaleway's `/conf` as JSON and the owner's data beside it.
///
/// Sources: scaleway-sdk-go's instance metadata, cloud-init's and afterburn's readers.
struct ScalewayReader {
    let source: MetadataSource

    init(_ source: MetadataSource) { self.source = source }

    func read() throws(MetadataError) -> Metadata {
        let document = try source.json("/conf?format=json")
        let id = try source.require(document["id"].word, "id")
        var metadata = Self.decode(document, instanceID: id)
        metadata.userData = UserData.text(try source.body("/user_data/cloud-init"))
        metadata.vendorData = UserData.text(try source.body("/vendor_data/cloud-init"))
        return metadata
    }

    static func decode(_ document: Document, instanceID: String) -> Metadata {
        var metadata = Metadata(
            provider: Provider.scaleway.id, instanceID: instanceID,
            hostname: document["hostname"].word ?? document["name"].word, otherwise: "scw-\(instanceID.prefix(8))")
        let zone = document["location"]["zone_id"].word ?? document["zone"].word
        metadata.zone = zone
        // `fr-par-1` is in `fr-par`.
        metadata.region = zone.flatMap { zone in zone.lastIndex(of: "-").map { String(zone[..<$0]) } }
        let addresses = document["public_ips"].elements + [document["public_ip"], document["ipv6"]]
        metadata.publicIPv4 = addresses.lazy.compactMap { Address.ipv4($0["address"].word) }.first
        metadata.publicIPv6 = addresses.lazy.compactMap { Address.ipv6($0["address"].word) }.first
        metadata.addPrivate([document["private_ip"].word])
        metadata.tags = document["tags"].words
        metadata.sshKeys =
            document["ssh_public_keys"].elements.compactMap { $0["key"].word } + metadata.tags.compactMap(key)
        metadata.macs.public = document["mac_address"].word
        metadata.macs.private = document["private_nics"].elements.compactMap { $0["mac_address"].word }
        return metadata
    }

    /// A tag has no spaces, so a key in one has underscores instead.
    private static func key(_ tag: String) -> String? {
        let name = "AUTHORIZED_KEY="
        guard tag.hasPrefix(name) else { return nil }
        return String(tag.dropFirst(name.count).map { $0 == "_" ? " " : $0 })
    }
}
