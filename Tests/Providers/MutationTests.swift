import TestSupport
import Testing

@testable import Providers

/// Bodies that no provider sends: none may crash a decoder, and each ends soon.
@Suite struct MutationTests {
    private static let bodies = recordedProviders.flatMap { provider in
        (provider.recording?.variants ?? []).flatMap { variant in
            variant.routes(variant.machine).map { [UInt8]($0.answer.body.utf8) }
        }
    }.filter { $0.count > 100 }.sorted { $0.lexicographicallyPrecedes($1) }

    @Test func survivesRandomDamage() throws {
        try Fuzzing.run("metadata", seeds: Self.bodies, rounds: 40) { decode($0) }
    }

    @Test(arguments: ["[", "{\"a\":", "- ", "{a: ", "[[", "\"\\u"])
    func survivesDeepNesting(_ opening: String) {
        decode(Array(String(repeating: opening, count: 10_000).utf8))
    }

    @Test func refusesWhatIsTooDeepOrTooMany() {
        #expect(throws: Unreadable.self) { try Document(json: Array(nested(depth: 65).utf8)) }
        #expect(throws: Never.self) { try Document(json: Array(nested(depth: 60).utf8)) }
        let many = "[" + String(repeating: "0,", count: 1_000_000) + "0]"
        #expect(throws: Unreadable.self) { try Document(json: Array(many.utf8)) }
        #expect(throws: Unreadable.self) { try Document(yaml: Array(many.utf8)) }
    }

    @Test func commasInATextAreNotValues() throws {
        let text = String(repeating: ",[{\\\"", count: 30_000)
        let document = try Document(json: Array("{\"user-data\": \"\(text)\"}".utf8))
        #expect(document["user-data"].content?.utf8.count == 30_000 * 4)
    }

    @Test(arguments: ["true", "1", "\"text\"", "null", "", "nonsense", "\u{FF}"])
    func refusesWhatIsNoDocument(_ text: String) {
        #expect(throws: Unreadable.self) { try Document(json: Array(text.utf8)) }
    }

    @Test func readsEachValueOfTheWrongType() throws {
        for wrong in ["null", "[]", "{}", "0", "\"\"", "true", "[[]]", "[null, 1]", "1e400", "-0.5"] {
            let keys = [
                "instance-v2-id", "hostname", "region", "public-keys", "user-data", "interfaces", "cloud_interfaces",
                "droplet_id", "network-config", "public_keys", "tags", "instance-id",
            ]
            let text = "{" + keys.map { "\"\($0)\": \(wrong)" }.joined(separator: ",") + "}"
            decode(Array(text.utf8))
        }
    }

    /// Decodes as each reader does.
    private func decode(_ bytes: [UInt8]) {
        for document in [try? Document(json: bytes), try? Document(yaml: bytes)] {
            guard let document else { continue }
            _ = VultrReader.decode(document)
            _ = DigitalOceanReader.decode(document, instanceID: "1")
            _ = HetznerReader.decode(document, instanceID: "1")
            _ = ScalewayReader.decode(document, instanceID: "1")
            _ = UpCloudReader.decode(document, instanceID: "1")
            _ = OpenStackReader.decode(document, document, instanceID: "1")
            _ = OracleReader.decode(document, document, instanceID: "1")
            _ = AzureReader.decode(document, instanceID: "1")
            var metadata = Metadata(provider: Provider.gcp.id, instanceID: "1", hostname: nil)
            GCPReader.decode(document, document, into: &metadata)
            NoCloudReader.decode(document, into: &metadata)
        }
        _ = UserData.text(bytes)
    }

    private func nested(depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
}
