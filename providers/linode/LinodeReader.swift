import HTTP
import Plan

/// Linode's instance, network and ssh-keys documents and its user-data. Each request needs a token.
struct LinodeReader {
    let source: MetadataSource

    init(_ source: MetadataSource) { self.source = source }

    func read() throws(MetadataError) -> Metadata {
        let instance = try json("/v1/instance")
        let id = try source.require(instance["id"].word, "id")
        var metadata = Metadata(
            provider: Provider.linode.id, instanceID: id, hostname: instance["label"].word,
            otherwise: "linode-\(id)")
        metadata.region = instance["region"].word
        metadata.tags = instance["tags"].words

        let network = try json("/v1/network")
        metadata.publicIPv4 = network["ipv4"]["public"].words.lazy.compactMap(Address.ipv4).first
        metadata.addPrivate(network["ipv4"]["private"].words)
        for interface in network["interfaces"].elements where interface["purpose"].word != "public" {
            metadata.addPrivate(Self.addresses(of: interface))
        }
        metadata.publicIPv6 = Address.ipv6(network["ipv6"]["slaac"].word)

        metadata.sshKeys = keys(try json("/v1/ssh-keys"))
        // The service refuses user-data if the request asks for JSON.
        metadata.userData = UserData.text(try source.body("/v1/user-data", headers: [("Accept", "text/plain")]))
        return metadata
    }

    private func json(_ path: String) throws(MetadataError) -> Document {
        try source.json(optional: path, headers: [("Accept", "application/json")]) ?? .null
    }

    /// The addresses of an interface in a VLAN (`ipam_address`, with its prefix) or a VPC.
    ///
    /// Source: go-metadata's `InterfaceData`. The service's form of a VPC address is not documented. The other two
    /// forms are those of the API's interfaces (`ipv4.vpc`, and `vpc.ipv4.addresses` of the newer ones).
    private static func addresses(of interface: Document) -> [String] {
        let newer = [interface["ipv4"], interface["vpc"]["ipv4"]].flatMap { $0["addresses"].elements }
        let one = [interface["ipam_address"], interface["vlan"]["ipam_address"], interface["ipv4"]["vpc"]]
        return (one + newer.map { $0["address"] }).compactMap(\.word)
    }

    /// Root's keys first, then the other users' by name, because the order in the document varies.
    private func keys(_ document: Document) -> [String] {
        guard case .object(let users) = document["users"] else { return [] }
        let names = users.keys.sorted { left, right in
            (left == "root" ? 0 : 1, left) < (right == "root" ? 0 : 1, right)
        }
        return names.flatMap { users[$0, default: .null].words }
    }
}
