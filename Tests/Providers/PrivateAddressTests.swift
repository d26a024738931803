import Testing

@testable import Providers

/// The addresses of private networks, whatever a provider calls them: VLAN, VPC, private network.
@Suite struct PrivateAddressTests {
    /// A network document of Linode's with these interfaces, each once a shape that was published.
    private static func linode(_ interfaces: String, private addresses: String = "") async throws -> [String] {
        let routes = Provider.linode.routes(of: "ipv4-ipv6-minimal").map { route in
            var route = route
            if route.path == "/v1/network" && route.answer.status == 200 {
                route.answer = .json(
                    #"{"interfaces": [\#(interfaces)], "ipv4": {"public": ["192.0.2.40/32"], "private": [\#(addresses)]}}"#
                )
            }
            return route
        }
        let metadata = try await read(.linode, from: routes)
        #expect(metadata.publicIPv4 == "192.0.2.40")
        return metadata.privateIPv4s
    }

    private static let published = #"{"purpose": "public", "label": null, "ipam_address": null}"#

    @Test func `Linode's VLAN and VPC interfaces`() async throws {
        let vlan = #"{"purpose": "vlan", "label": "backend", "ipam_address": "10.0.0.1/24"}"#
        let vpc = #"{"purpose": "vpc", "label": null, "ipam_address": "10.8.0.5/24"}"#
        #expect(try await Self.linode("\(Self.published), \(vlan), \(vpc)") == ["10.0.0.1", "10.8.0.5"])
        #expect(try await Self.linode(vlan, private: #""192.168.129.7/32""#) == ["192.168.129.7", "10.0.0.1"])
    }

    @Test(arguments: [
        #"{"purpose": "vpc", "ipam_address": null, "ipv4": {"vpc": "10.8.0.5", "nat_1_1": "203.0.113.9"}}"#,
        #"{"purpose": "vpc", "ipv4": {"addresses": [{"address": "10.8.0.5", "primary": true}]}}"#,
        #"{"vpc": {"ipv4": {"addresses": [{"address": "10.8.0.5", "primary": true}]}}}"#,
        #"{"purpose": "vlan", "ipam_address": "10.8.0.5/24"}, {"purpose": "vlan", "ipam_address": "10.8.0.5/24"}"#,
    ])
    func `a VPC's address in each shape of the API's, once`(_ interfaces: String) async throws {
        #expect(try await Self.linode(interfaces) == ["10.8.0.5"])
    }

    @Test(arguments: [#"{"purpose": "vlan", "ipam_address": ""}"#, #"{"purpose": "vlan"}"#, "7", "null", "[]"])
    func `an interface without an address adds none`(_ interfaces: String) async throws {
        #expect(try await Self.linode("\(Self.published), \(interfaces)") == [])
    }

    @Test func `Vultr's further addresses in a VPC, from the document and from the tree`() async throws {
        let document = #"""
            {"instance-v2-id": "a", "hostname": "h", "interfaces": [
              {"network-type": "public", "mac": "56:00:00:00:00:01",
               "ipv4": {"address": "203.0.113.9", "additional": [{"address": "203.0.113.10"}]}},
              {"network-type": "private", "mac": "5a:00:00:00:00:01",
               "ipv4": {"address": "10.64.0.3", "additional": [{"address": "10.64.0.4"}]}},
              {"network-type": "private", "mac": "5a:00:00:00:00:02", "ipv4": {"address": "10.65.0.3"}}]}
            """#
        let expected = ["10.64.0.3", "10.64.0.4", "10.65.0.3"]
        #expect(try await read(.vultr, from: [.get("/v1.json", .json(document))]).privateIPv4s == expected)
        let fromTree = try await read(.vultr, from: TextTree(root: "/v1/").routes(document))
        #expect(fromTree.privateIPv4s == expected)
        #expect(fromTree.publicIPv4 == "203.0.113.9")
    }

    @Test func `each of DigitalOcean's private interfaces`() async throws {
        let document = #"""
            {"droplet_id": 1, "interfaces": {"private": [
              {"ipv4": {"ip_address": "10.133.0.2"}}, {"ipv4": {"ip_address": "10.134.0.2"}}, {"mac": "0"}]}}
            """#
        let metadata = try await read(.digitalOcean, from: [.get("/metadata/v1.json", .json(document))])
        #expect(metadata.privateIPv4s == ["10.133.0.2", "10.134.0.2"])
    }
}
