import Plan
import Testing

@testable import Providers

/// What a provider declares of its metadata service is all that a reader needs: Linode's way is not built in.
@Suite struct MetadataEndpointTests {
    private static let document = #"{"id": "m-1"}"#

    /// A cloud with other header names, as AWS has them, and a constant header, as Google has it.
    private static let cloud = Provider(
        id: ProviderID("other"), title: "Other", facts: Facts(),
        metadata: MetadataEndpoint(
            ["http://169.254.42.42"], path: "/latest", headers: [("Metadata-Flavor", "Other")],
            token: SessionToken(path: "/latest/api/token", header: "X-Token", lifetimeHeader: "X-TTL", lifetime: 60)),
        recognizes: { _ in false },
        read: { source throws(MetadataError) in
            let document = try source.json("/latest/me")
            return Metadata(
                provider: ProviderID("other"), instanceID: try source.require(document["id"].word, "id"), hostname: "m")
        },
        recording: Recording(
            variants: [], vendor: "Other", notFound: .text("", status: 404),
            token: SessionToken(path: "/latest/api/token", header: "X-Token", lifetimeHeader: "X-TTL")))

    @Test func `its token, header names and constant headers are used`() async throws {
        let routes: [Recording.Route] = [
            Recording.Route(
                method: "PUT", path: "/latest/api/token", wants: ["X-TTL": "60", "Metadata-Flavor": "Other"],
                answer: .text("abc==")),
            .get("/latest/me", wants: ["X-Token": "abc==", "Metadata-Flavor": "Other"], .json(Self.document)),
            .get("/latest/me", .text("who are you", status: 401)),
        ]
        #expect(try await read(Self.cloud, from: routes).instanceID == "m-1")
    }

    @Test func `its address is known to whoever stands in for it`() {
        #expect(Self.cloud.metadata?.ipv4 == "169.254.42.42")
        #expect(Provider.linode.metadata?.ipv4 == "169.254.169.254")
        #expect(Provider.hetzner.metadata?.ipv4 == "169.254.169.254")
        #expect(MetadataEndpoint(["http://[fd00:42::42]"]).ipv4 == nil)
    }
}
