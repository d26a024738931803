import Plan

/// Vultr's `/v1.json`, or the text tree of the same values if that document is missing.
struct VultrReader {
    let source: MetadataSource

    init(_ source: MetadataSource) { self.source = source }

    func read() throws(MetadataError) -> Metadata {
        let document = try source.json(optional: "/v1.json")
        var metadata = if let document { Self.decode(document) } else { try readTree() }
        if metadata.publicIPv4 == nil {
            // Interfaces with DHCP have no address in `cloud_interfaces`.
            metadata.publicIPv4 = Address.ipv4(try source.text("/latest/meta-data/public-ipv4"))
        }
        metadata.vars = try readVariables()
        guard !metadata.instanceID.isEmpty else {
            throw .incomplete(provider: source.provider, "instance-v2-id")
        }
        return metadata
    }

    static func decode(_ document: Document) -> Metadata {
        let (uuid, number) = (document["instance-v2-id"].word, document["instanceid"].word)
        var metadata = Metadata(
            provider: Provider.vultr.id, instanceID: uuid ?? number ?? "",
            // White-label accounts give no host name. cloud-init uses the same name for such a machine.
            hostname: document["hostname"].word, otherwise: "guest")
        metadata.otherIDs = otherIDs(uuid, number)
        metadata.region = document["region"]["regioncode"].word?.lowercased()
        metadata.sshKeys = document["public-keys"].words
        metadata.userData = document["user-data"].content
        metadata.vendorData = document["vendor-data"].content
        metadata.tags = document["tags"].words
        for interface in document["interfaces"].elements {
            metadata.add(VultrInterface(interface))
        }
        if document["interfaces"].elements.isEmpty {
            for interface in document["cloud_interfaces"]["config"].elements {
                metadata.add(VultrInterface(cloudInterface: interface))
            }
        }
        return metadata
    }

    /// Vultr gives each machine two ids. Either may be missing from an answer.
    private static func otherIDs(_ uuid: String?, _ number: String?) -> [String]? {
        uuid == nil || uuid == number ? nil : number.map { [$0] }
    }

    private func readTree() throws(MetadataError) -> Metadata {
        let uuid = try source.text("/v1/instance-v2-id")?.word
        let number = try source.text("/v1/instanceid")?.word
        var metadata = Metadata(
            provider: Provider.vultr.id, instanceID: uuid ?? number ?? "",
            hostname: try source.text("/v1/hostname")?.word, otherwise: "guest")
        metadata.otherIDs = Self.otherIDs(uuid, number)
        metadata.region = try source.text("/v1/region/regioncode")?.word?.lowercased()
        metadata.sshKeys = try source.text("/v1/public-keys")?.lines ?? []
        metadata.userData = try source.text("/latest/user-data")
        for index in try source.text("/v1/interfaces/")?.lines ?? [] {
            let path = "/v1/interfaces/\(index.hasSuffix("/") ? index : index + "/")"
            metadata.add(
                VultrInterface(
                    isPrivate: try source.text(path + "network-type")?.word == "private",
                    mac: try source.text(path + "mac")?.word,
                    ipv4: Address.ipv4(try source.text(path + "ipv4/address")),
                    additional: try readAdditional(path + "ipv4/additional/"),
                    ipv6: Address.ipv6(try source.text(path + "ipv6/address"))))
        }
        return metadata
    }

    private func readAdditional(_ path: String) throws(MetadataError) -> [String] {
        var addresses: [String] = []
        for index in try source.text(path)?.lines ?? [] {
            let address = try source.text("\(path)\(index.hasSuffix("/") ? index : index + "/")address")?.word
            if let address { addresses.append(address) }
        }
        return addresses
    }

    /// The values that the owner gave at deploy time. The service answers with an error status for a value that was not
    /// given.
    private func readVariables() throws(MetadataError) -> [String: String] {
        var values: [String: String] = [:]
        for name in source.variableNames {
            let path = "/v1/internal/app-\(name)"
            let value = try source.send("GET", path, headers: [("Metadata-Token", "vultr")]) { response in
                response.status == 200 ? String(decoding: response.body, as: UTF8.self) : nil
            }
            if let value, !value.isEmpty { values[name] = value }
        }
        return values
    }
}

private struct VultrInterface {
    var isPrivate: Bool
    var mac: String?
    var ipv4: String?
    /// Further IPv4 addresses of the interface.
    var additional: [String] = []
    var ipv6: String?
}

extension VultrInterface {
    init(_ interface: Document) {
        isPrivate = interface["network-type"].word == "private"
        mac = interface["mac"].word
        ipv4 = Address.ipv4(interface["ipv4"]["address"].word)
        additional = interface["ipv4"]["additional"].elements.compactMap { $0["address"].word }
        ipv6 = Address.ipv6(interface["ipv6"]["address"].word)
    }

    /// An entry of `cloud_interfaces`, which is a network configuration in cloud-init's version 1 format.
    init(cloudInterface: Document) {
        let addresses = cloudInterface["subnets"].elements.compactMap { $0["address"].word }
        mac = cloudInterface["mac_address"].word
        let ipv4s = addresses.compactMap(Address.ipv4)
        ipv4 = ipv4s.first
        additional = Array(ipv4s.dropFirst())
        ipv6 = addresses.lazy.compactMap(Address.ipv6).first
        isPrivate = ipv4.map(Address.isPrivate) ?? false
    }
}

extension Metadata {
    /// The first public interface is the machine's. Further ones add nothing to the record.
    fileprivate mutating func add(_ interface: VultrInterface) {
        if interface.isPrivate {
            addPrivate([interface.ipv4] + interface.additional)
            if let mac = interface.mac { macs.private.append(mac) }
        } else if macs.public == nil {
            macs.public = interface.mac
            publicIPv4 = interface.ipv4
            publicIPv6 = interface.ipv6
        }
    }
}
