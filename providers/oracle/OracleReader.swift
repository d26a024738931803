import Plan

/// Oracle's instance and its virtual network cards.
struct OracleReader {
    let source: MetadataSource

    init(_ source: MetadataSource) { self.source = source }

    func read() throws(MetadataError) -> Metadata {
        let document = try source.json("/opc/v2/instance/")
        let id = try source.require(document["id"].word, "id")
        let cards = try source.json(optional: "/opc/v2/vnics/") ?? .null
        return Self.decode(document, cards, instanceID: id)
    }

    static func decode(_ document: Document, _ cards: Document, instanceID: String) -> Metadata {
        var metadata = Metadata(
            provider: Provider.oracle.id, instanceID: instanceID,
            hostname: document["hostname"].word ?? document["displayName"].word, otherwise: "instance")
        metadata.region = document["canonicalRegionName"].word ?? document["region"].word
        metadata.zone = document["ociAdName"].word
        metadata.sshKeys = document["metadata"]["ssh_authorized_keys"].words
        metadata.userData = UserData.text(document["metadata"]["user_data"].content.map { Array($0.utf8) })
        if case .object(let tags) = document["freeformTags"] {
            metadata.tags = tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.word ?? "")" }
        }
        let macs = cards.elements.compactMap { $0["macAddr"].word?.lowercased() }
        metadata.macs = .init(public: macs.first, private: Array(macs.dropFirst()))
        metadata.addPrivate(cards.elements.map { $0["privateIp"].word })
        metadata.publicIPv6 =
            cards.elements.flatMap { $0["ipv6Addresses"].words }.lazy.compactMap(Address.ipv6).first
        return metadata
    }
}
