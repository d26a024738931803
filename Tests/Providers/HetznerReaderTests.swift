import Foundation
import Testing

@testable import Providers

@Suite struct HetznerReaderTests {
    private static let root = "/hetzner/v1/metadata"

    @Test(arguments: ["ipv4-only", "dual-stack-private-userdata", "trailing-newline"])
    func theLeavesGiveWhatTheDocumentGives(_ variant: String) async throws {
        let routes = Provider.hetzner.routes(of: variant)
        let fromDocument = try await read(.hetzner, from: routes)
        let fromLeaves = try await read(.hetzner, from: routes.filter { $0.path != Self.root })
        #expect(fromLeaves == fromDocument)
    }

    @Test func aMachineWithoutAPublicNetworkHasARecord() async throws {
        let document = "instance-id: 9\nhostname: inner\npublic-ipv4: ''\nnetwork-config:\n  config: []\n  version: 1\n"
        let routes = Provider.hetzner.routes(of: "dual-stack-private-userdata").filter { $0.path != Self.root }
        let metadata = try await read(.hetzner, from: [.get(Self.root, .text(document))] + routes)
        #expect(metadata.publicIPv4 == nil && metadata.publicIPv6 == nil && metadata.macs.public == nil)
        #expect(metadata.privateIPv4s == ["10.0.0.2", "192.168.0.2"])
    }

    @Test(arguments: ["", "[]", "null", "{}"])
    func noPrivateNetworksInAnyShape(_ body: String) async throws {
        let routes = Provider.hetzner.routes(of: "ipv4-only").filter { $0.path != Self.root + "/private-networks" }
        let metadata = try await read(.hetzner, from: routes + [.get(Self.root + "/private-networks", .text(body))])
        #expect(metadata.privateIPv4s.isEmpty)
    }

    @Test func userDataMissingIsNone() async throws {
        let routes = Provider.hetzner.routes(of: "ipv4-only").filter { $0.path != "/hetzner/v1/userdata" }
        #expect(try await read(.hetzner, from: routes).userData == nil)
    }

    @Test func decodesUserDataInBase64() async throws {
        let routes = Provider.hetzner.routes(of: "ipv4-only").filter { $0.path != "/hetzner/v1/userdata" }
        let encoded = Data("#!/bin/sh\n".utf8).base64EncodedString()
        let metadata = try await read(.hetzner, from: routes + [.get("/hetzner/v1/userdata", .text(encoded))])
        #expect(metadata.userData == "#!/bin/sh\n")
    }
}
