import Emulator
import HTTP
import Testing

@testable import Providers

/// What is special about a cloud's service, beyond its recorded answers.
@Suite struct CloudTraitTests {
    @Test func `AWS is never asked without a token`() async throws {
        let open = Provider.aws.routes(of: "private-ipv4-minimal").filter { $0.method == "GET" }.map { route in
            Recording.Route.get(route.path, route.answer)
        }
        let refused = Recording.Route(method: "PUT", path: "/latest/api/token", answer: .text("", status: 403))
        let error = await #expect(throws: MetadataError.self) { try await read(.aws, from: open + [refused]) }
        #expect(error?.description.contains("/latest/api/token with status 403") == true)
    }

    @Test func `a second card of AWS's is private`() async throws {
        let tree = TextTree(root: "/latest/meta-data/").routes(
            #"""
            {"instance-id": "i-1", "hostname": "h", "mac": "06:00:00:00:00:01", "local-ipv4": "10.0.0.1",
             "network": {"interfaces": {"macs": {
               "06:00:00:00:00:01": {"local-ipv4s": ["10.0.0.1", "10.0.0.2"]},
               "06:00:00:00:00:02": {"local-ipv4s": "10.0.1.1", "ipv6s": "2001:db8::2"}}}}}
            """#)
        let token = Recording.Route(method: "PUT", path: "/latest/api/token", answer: .text("abc"))
        let metadata = try await read(.aws, from: tree + [token])
        #expect(metadata.privateIPv4s == ["10.0.0.1", "10.0.0.2", "10.0.1.1"])
        #expect(metadata.macs == .init(public: "06:00:00:00:00:01", private: ["06:00:00:00:00:02"]))
        #expect(metadata.publicIPv6 == nil)
    }

    @Test func `Scaleway is asked from a port of root's, at an address of its own`() throws {
        let endpoint = try #require(Provider.scaleway.metadata)
        #expect(endpoint.sourcePorts == 1...1023)
        #expect(endpoint.ipv4 == "169.254.42.42")
    }

    @Test func `Scaleway's limit of requests is waited for`() async throws {
        try await expectRecord(of: .scaleway, after: [.status(429), .status(429)])
    }

    @Test func `Azure is asked again while it knows nothing of the machine`() async throws {
        try await expectRecord(of: .azure, after: [.status(404), .status(410), .status(429), .status(500)])
    }

    @Test func `Oracle's older service may be switched off`() async throws {
        let routes = Provider.oracle.routes(of: "ipv4-only").filter { !$0.path.hasPrefix("/opc/v1") }
        #expect(try await read(.oracle, from: routes).hostname == "inst-ipv4")
    }

    @Test func `a floating address of OpenStack's is in the older tree alone`() async throws {
        let document = #"{"uuid": "u-1", "name": "vm", "meta": {"domain": "a.example.net", "n": 7}}"#
        let network = #"""
            {"networks": [{"type": "ipv4_dhcp"}, {"ip_address": "10.0.0.5"}, {"ip_address": "fd00::5"}],
             "links": [{"ethernet_mac_address": "fa:16:3e:00:00:01"}]}
            """#
        let metadata = try await read(
            .openStack,
            from: [
                .get("/openstack/latest/meta_data.json", .json(document)),
                .get("/openstack/latest/network_data.json", .json(network)),
                .get("/latest/meta-data/public-ipv4", .text("203.0.113.12")),
                .get("/latest/meta-data/local-ipv4", .text("10.0.0.5")),
            ])
        #expect(metadata.publicIPv4 == "203.0.113.12" && metadata.privateIPv4s == ["10.0.0.5"])
        #expect(metadata.publicIPv6 == nil)
        #expect(metadata.vars == ["domain": "a.example.net", "n": "7"])
    }

    private func expectRecord(of provider: Provider, after faults: [Fault.Kind]) async throws {
        let service = try MetadataService(provider: provider, faults: faults.map { Fault($0, count: 1) })
        let metadata = try await withService(service) { address in
            var reader = MetadataReader(provider: provider)
            reader.baseURL = address
            reader.timing = VirtualClock().timing()
            return try reader.read()
        }
        #expect(!metadata.instanceID.isEmpty)
    }
}
