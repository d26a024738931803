import Plan

/// OpenStack's documents, and the one value of its EC2-style tree that they lack: a floating address.
struct OpenStackReader {
    let source: MetadataSource

    init(_ source: MetadataSource) { self.source = source }

    func read() throws(MetadataError) -> Metadata {
        let root = "/openstack/latest/"
        let document = try source.json(root + "meta_data.json")
        let id = try source.require(document["uuid"].word, "uuid")
        let network = try source.json(optional: root + "network_data.json") ?? .null
        var metadata = Self.decode(document, network, instanceID: id)
        metadata.userData = UserData.text(try source.body(root + "user_data"))
        if metadata.publicIPv4 == nil {
            let tree = EC2Tree(source: source, root: "/latest/")
            metadata.publicIPv4 = Address.ipv4(try tree.value("public-ipv4"))
            // A network with DHCP has no address in the document.
            metadata.addPrivate([try tree.value("local-ipv4")])
        }
        return metadata
    }

    static func decode(_ document: Document, _ network: Document, instanceID: String) -> Metadata {
        var metadata = Metadata(
            provider: Provider.openStack.id, instanceID: instanceID,
            hostname: document["hostname"].word ?? document["name"].word, otherwise: "vm-\(instanceID.prefix(8))")
        metadata.zone = document["availability_zone"].word
        if case .object(let keys) = document["public_keys"] {
            metadata.sshKeys = keys.sorted { $0.key < $1.key }.flatMap(\.value.words)
        }
        if case .object(let properties) = document["meta"] { metadata.vars = properties.compactMapValues(\.word) }
        let addresses = network["networks"].elements.map { $0["ip_address"].word }
        let ipv4s = addresses.compactMap(Address.ipv4)
        metadata.publicIPv4 = ipv4s.first { !Address.isPrivate($0) }
        metadata.addPrivate(ipv4s.filter(Address.isPrivate))
        metadata.publicIPv6 = addresses.lazy.compactMap(Address.ipv6).first { !Address.isPrivate($0) }
        let macs = network["links"].elements.compactMap { $0["ethernet_mac_address"].word }
        metadata.macs = .init(public: macs.first, private: Array(macs.dropFirst()))
        return metadata
    }
}
