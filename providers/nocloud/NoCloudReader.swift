import Plan

/// The files of a NoCloud seed: meta-data, user-data, vendor-data and network-config.
struct NoCloudReader {
    let source: MetadataSource

    init(_ source: MetadataSource) { self.source = source }

    func read() throws(MetadataError) -> Metadata {
        guard source.hasAnswers else {
            // The machine says NoCloud and has no seed: it knows only itself.
            var own = try GenericReader(source).read()
            own.provider = Provider.noCloud.id
            return own
        }
        let document = try source.yaml(optional: "/seed/meta-data") ?? .null
        let userData = UserData.text(try source.body("/seed/user-data"))
        let own = source.isStandIn ? nil : try? GenericReader(source).read()
        let given = document["instance-id"].word
        // A copy of the disk has the same seed, but it is another machine.
        let id = try source.require(
            source.isOnOwnDisk ? own?.instanceID ?? given : given ?? own?.instanceID, "instance-id")
        var metadata = Metadata(
            provider: Provider.noCloud.id, instanceID: id,
            hostname: document["local-hostname"].word ?? document["hostname"].word ?? Self.hostname(userData),
            otherwise: "machine")
        // Proxmox VE gives a machine another id when its settings change; its own stays.
        metadata.otherIDs = own.flatMap { $0.instanceID == id ? nil : [$0.instanceID] }
        metadata.userData = userData
        metadata.vendorData = UserData.text(try source.body("/seed/vendor-data"))
        metadata.sshKeys = document["public-keys"].words
        let network = try source.yaml(optional: "/seed/network-config", mayBeEmpty: true) ?? .null
        Self.decode(network, into: &metadata)
        if let own, metadata.publicIPv4 == nil, metadata.privateIPv4s.isEmpty {
            // With DHCP, the network configuration has no address.
            metadata.publicIPv4 = own.publicIPv4
            metadata.privateIPv4s = own.privateIPv4s
            metadata.publicIPv6 = metadata.publicIPv6 ?? own.publicIPv6
        }
        return metadata
    }

    /// Both versions of cloud-init's network configuration. Version 2 may be within `network`.
    static func decode(_ given: Document, into metadata: inout Metadata) {
        let network = given["network"] == .null ? given : given["network"]
        var cards: [(mac: String?, addresses: [String])] = network["config"].elements
            .filter { $0["type"].word == "physical" }.map { card in
                (card["mac_address"].word, card["subnets"].elements.compactMap { $0["address"].word })
            }
        if case .object(let ethernets) = network["ethernets"] {
            cards += ethernets.sorted { $0.key < $1.key }.map { _, card in
                (card["match"]["macaddress"].word ?? card["macaddress"].word, card["addresses"].words)
            }
        }
        let addresses = cards.flatMap(\.addresses)
        let ipv4s = addresses.compactMap(Address.ipv4)
        metadata.publicIPv4 = ipv4s.first { !Address.isPrivate($0) }
        metadata.addPrivate(ipv4s.filter(Address.isPrivate))
        metadata.publicIPv6 = addresses.lazy.compactMap(Address.ipv6).first { !Address.isPrivate($0) }
        let macs = cards.compactMap { $0.mac?.lowercased() }
        metadata.macs = .init(public: macs.first, private: Array(macs.dropFirst()))
    }

    /// The name in a cloud-config: Proxmox VE writes it only there.
    private static func hostname(_ userData: String?) -> String? {
        guard let userData, userData.hasPrefix("#cloud-config") else { return nil }
        return (try? Document(yaml: Array(userData.utf8)))?["hostname"].word
    }
}
