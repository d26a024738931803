import Testing

@testable import Providers

@Suite struct VultrReaderTests {
    @Test(arguments: ["ipv4-only", "dual-stack-private-userdata", "minimal"])
    func theTreeGivesWhatTheDocumentGives(_ variant: String) async throws {
        let routes = Provider.vultr.routes(of: variant)
        var fromDocument = try await read(.vultr, from: routes)
        let fromTree = try await read(.vultr, from: routes.filter { $0.path != "/v1.json" })
        // Vendor-data has no path in the tree.
        fromDocument.vendorData = nil
        #expect(fromTree == fromDocument)
    }

    @Test func takesTheOldNumberWhereThereIsNoUUID() async throws {
        let metadata = try await read(
            .vultr, from: [.get("/v1.json", .json(#"{"instanceid": 576965, "hostname": "h"}"#))])
        #expect(metadata.instanceID == "576965")
    }

    @Test func refusesADocumentWithoutAnyIdentity() async throws {
        await #expect(throws: MetadataError.self) {
            try await read(.vultr, from: [.get("/v1.json", .json(#"{"hostname": "h"}"#))])
        }
    }

    @Test func readsCloudInterfaces() async throws {
        let document = #"""
            {"instance-v2-id": "a", "hostname": "h", "interfaces": [], "cloud_interfaces": {"version": 1, "config": [
              {"type": "nameserver", "address": ["108.61.10.10"]},
              {"type": "physical", "mac_address": "56:00:03:1b:4e:ca",
               "subnets": [{"type": "dhcp", "control": "auto"},
                           {"type": "static6", "address": "2001:DB8:0:0::1/64", "control": "auto"}]},
              {"type": "physical", "mac_address": "5a:00:03:1b:4e:ca",
               "subnets": [{"type": "static", "address": "10.1.112.3", "netmask": "255.255.240.0"}]}]}}
            """#
        let metadata = try await read(
            .vultr,
            from: [.get("/v1.json", .json(document)), .get("/latest/meta-data/public-ipv4", .text("203.0.113.9"))])
        #expect(metadata.publicIPv4 == "203.0.113.9")
        #expect(metadata.publicIPv6 == "2001:db8::1")
        #expect(metadata.privateIPv4s == ["10.1.112.3"])
        #expect(metadata.macs == .init(public: "56:00:03:1b:4e:ca", private: ["5a:00:03:1b:4e:ca"]))
    }

    @Test(arguments: userDataShapes)
    func takesUserDataOfAnyShape(_ json: String, _ text: String?) async throws {
        let document = #"{"instance-v2-id": "a", "user-data": \#(json), "vendor-data": \#(json)}"#
        let metadata = try await read(.vultr, from: [.get("/v1.json", .json(document))])
        #expect(metadata.userData == text)
        #expect(metadata.vendorData == text)
    }

    @Test func aMachineWithoutAnyPublicAddressHasARecord() async throws {
        let metadata = try await read(
            .vultr, from: [.get("/v1.json", .json(#"{"instance-v2-id": "a", "interfaces": []}"#))])
        #expect(metadata.publicIPv4 == nil && metadata.publicIPv6 == nil)
        #expect(metadata.hostname == "guest")
    }

    @Test func asksForVariablesOnlyByTheNamesOfThePlan() async throws {
        let routes = Provider.vultr.routes(of: "marketplace")
        #expect(try await read(.vultr, from: routes).vars.isEmpty)
        let some = try await read(.vultr, from: routes, variables: ["domain", "other"])
        #expect(some.vars == ["domain": "store.example.com"])
    }
}

private let userDataShapes: [(String, String?)] = [
    ("\"plain\"", "plain"), (##"["#!/bin/sh", "ls"]"##, "#!/bin/sh\nls"), ("[]", nil), ("\"\"", nil), ("null", nil),
]
