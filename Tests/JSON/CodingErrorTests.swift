import JSON
import Testing

@Suite struct CodingErrorTests {
    private struct Row: Codable {
        var name: String
        var count: UInt8
        var inner: [[String: Bool]]
    }

    /// The path of the error and its case.
    private func failure(_ text: String) throws -> (path: String, kind: String, text: String) {
        let error = try #require(
            #expect(throws: DecodingError.self) { try JSONCoder.decode([Row].self, from: Array(text.utf8)) })
        let (kind, context) =
            switch error {
            case .typeMismatch(_, let context): ("type", context)
            case .valueNotFound(_, let context): ("null", context)
            case .keyNotFound(_, let context): ("key", context)
            case .dataCorrupted(let context): ("data", context)
            @unknown default: ("unknown", DecodingError.Context(codingPath: [], debugDescription: ""))
            }
        let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        return (path, kind, "\(error)")
    }

    @Test(arguments: [
        (#"{}"#, "", "type"), (#"null"#, "", "null"), (#"[{}]"#, "[0]", "key"), (#"[{"name": 1}]"#, "[0].name", "type"),
        (#"[{"name": null}]"#, "[0].name", "null"), (#"[{"name": "a", "count": 256}]"#, "[0].count", "data"),
        (#"[{"name": "a", "count": 1.5}]"#, "[0].count", "data"),
        (#"[{"name": "a", "count": "1"}]"#, "[0].count", "type"),
        (#"[{"name": "a", "count": 1, "inner": [{}, {"x": 1}]}]"#, "[0].inner.[1].x", "type"),
    ]) func namesThePlace(_ text: String, _ path: String, _ kind: String) throws {
        let failure = try failure(text)
        #expect(failure.path == path)
        #expect(failure.kind == kind)
    }

    @Test func quotesNoValue() throws {
        #expect(try !failure(#"[{"name": "a", "count": "hunter2"}]"#).text.contains("hunter2"))
        #expect(try !failure(#"[{"name": "a", "count": 4711}]"#).text.contains("4711"))
        let error = #expect(throws: JSONError.self) {
            try JSONCoder.decode([Row].self, from: Array(#"["hunter2" x]"#.utf8))
        }
        #expect(error?.description == "this is not allowed here (byte 11)")
    }

    @Test func tellsThatAnArrayIsAtItsEnd() {
        struct Pair: Decodable {
            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                _ = try container.decode(Int.self)
                _ = try container.decode(Int.self)
            }
        }
        #expect(throws: DecodingError.self) { try JSONCoder.decode(Pair.self, from: Array("[1]".utf8)) }
        #expect(throws: Never.self) { try JSONCoder.decode(Pair.self, from: Array("[1,2]".utf8)) }
    }

    @Test(arguments: ["1e400", "-1e400", "true"]) func refusesWhatNoDoubleHolds(_ text: String) {
        #expect(throws: DecodingError.self) { try JSONCoder.decode(Double.self, from: Array(text.utf8)) }
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan]) func encodesNoInfinity(_ number: Double) {
        #expect(throws: EncodingError.self) { try JSONCoder.encode([number]) }
    }
}
