import Foundation
import Testing

@testable import Providers

/// Bodies that no provider sends: none may crash a decoder, and each ends soon.
@Suite struct MutationTests {
    private static let bodies = recordedProviders.flatMap { provider in
        (provider.recording?.variants ?? []).flatMap { variant in
            variant.routes(variant.machine).map { [UInt8]($0.answer.body.utf8) }
        }
    }.filter { $0.count > 100 }.sorted { $0.lexicographicallyPrecedes($1) }

    /// How often each body is damaged; `make fuzz` asks for more.
    private static let rounds = ProcessInfo.processInfo.environment["LANDFALL_FUZZ_ROUNDS"].flatMap(Int.init) ?? 40

    @Test func survivesRandomDamage() {
        // The same damage in each run.
        var random = Xorshift(state: 0x1234_5678_9ABC_DEF1)
        for _ in 0..<Self.rounds {
            for body in Self.bodies { decode(mutated(body, &random)) }
        }
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
        }
        _ = UserData.text(bytes)
    }

    private func nested(depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    private func mutated(_ body: [UInt8], _ random: inout Xorshift) -> [UInt8] {
        var bytes = body
        for _ in 0...Int.random(in: 0..<4, using: &random) {
            let place = Int.random(in: 0..<max(1, bytes.count), using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.removeSubrange(place...)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 2: bytes.insert(contentsOf: [0xFF, 0xFE, 0x00], at: place)
            case 3: bytes.insert(contentsOf: Array("[{\"".utf8), at: place)
            default: bytes.append(contentsOf: bytes[place...])
            }
            if bytes.isEmpty { bytes = [0] }
        }
        return bytes
    }
}

private struct Xorshift: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
