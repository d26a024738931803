import Foundation
import JSON
import Testing

@Suite struct ParserTests {
    private func parse(_ text: String) throws(JSONError) -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test func readsEachKindOfValue() throws {
        let text = " {\"a\": [1, -0.5e+3, true, false, null], \"b\": {}, \"c\": [ ], \"d\": \"\"}\r\n\t"
        #expect(
            try parse(text)
                == .object([
                    .init("a", .array([.number("1"), .number("-0.5e+3"), .bool(true), .bool(false), .null])),
                    .init("b", .object([])), .init("c", .array([])), .init("d", .string("")),
                ]))
    }

    @Test(arguments: ["0", "-0", "1", "12.50", "1E5", "1e-5", "9223372036854775807", "123456789012345678901234567890"])
    func keepsANumberAsItIsWritten(_ text: String) throws { #expect(try parse(text) == .number(text)) }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""a\u0041\u00fcb""#, "aAüb"), (#""\u0000""#, "\0"),
        (#""\uD83D\uDE00!""#, "😀!"), (#""ü😀\u007f""#, "ü😀\u{7f}"), ("\"\u{2028}\"", "\u{2028}"),
    ]) func readsEscapes(_ text: String, _ expected: String) throws { #expect(try parse(text) == .string(expected)) }

    @Test(arguments: [
        (#""\ud83d""#, "\u{fffd}"), (#""\ude00""#, "\u{fffd}"), (#""\ud83dx""#, "\u{fffd}x"),
        (#""\ud83d\n""#, "\u{fffd}\n"), (#""\ud83d\u0041""#, "\u{fffd}A"), (#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
    ]) func replacesHalfOfASurrogatePair(_ text: String, _ expected: String) throws {
        #expect(try parse(text) == .string(expected))
    }

    @Test(arguments: [
        ("", JSONError.Problem.endsEarly, 0), ("  ", .endsEarly, 2), ("[1,]", .unexpected, 3),
        ("[1 2]", .unexpected, 3),
        ("{\"a\" 1}", .unexpected, 5), ("{a: 1}", .unexpected, 1), ("{\"a\": 1,}", .unexpected, 8),
        ("[1", .endsEarly, 2),
        ("nul", .endsEarly, 3), ("nulL", .unexpected, 3), ("True", .unexpected, 0), ("01", .unexpected, 1),
        ("-", .endsEarly, 1), ("1.", .endsEarly, 2), ("1.x", .badNumber, 2), ("1e", .endsEarly, 2),
        ("[1e+]", .badNumber, 4),
        ("+1", .unexpected, 0), (".5", .unexpected, 0), ("\"\\x\"", .badEscape, 2), ("\"\\u12g4\"", .badEscape, 5),
        ("\"\\u", .endsEarly, 3), ("\"a\nb\"", .controlCharacter, 2), ("\"a", .endsEarly, 2), ("1 2", .unexpected, 2),
        ("\u{feff}1", .unexpected, 0), ("'a'", .unexpected, 0), ("[1]]", .unexpected, 3), ("\0", .unexpected, 0),
    ]) func tellsWhatIsWrongAndWhere(_ text: String, _ problem: JSONError.Problem, _ offset: Int) {
        let error = #expect(throws: JSONError.self) { try parse(text) }
        #expect(error?.problem == problem)
        #expect(error?.offset == offset)
    }

    @Test(arguments: [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0x61, 0xf0, 0x9f]] as [[UInt8]])
    func refusesStringsThatAreNotUTF8(_ bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: [0x20, 0x22] + bytes + [0x22]) }
        #expect(error?.problem == .notUTF8)
        #expect(error?.offset == 1)
    }

    @Test(arguments: ["[", "{\"a\":", "[[{\"b\":[", "\"\\u"])
    func survivesDeepNesting(_ opening: String) {
        let text = String(repeating: opening, count: 100_000)
        #expect(throws: JSONError.self) { try parse(text) }
    }

    @Test func nestsAsDeepAsAllowedAndNoDeeper() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try parse(nested(64)) }
        #expect(throws: JSONError.self) { try parse(nested(65)) }
        let limits = JSONValue.Limits(depth: 2, values: 3)
        #expect(throws: Never.self) { try JSONValue(parsing: Array("[[1]]".utf8), limits: limits) }
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Array("[1,2,3]".utf8), limits: limits) }
        #expect(error?.problem == .tooMany)
    }

    /// Foundation and this parser agree on each text that is one byte away from a right one.
    @Test func agreesWithFoundationOnDamagedTexts() throws {
        let text = Array(#"{"a":[1,-2.5e3,true,null,"\u00fc\n"],"b":{"c":"ü","d":[]}}"#.utf8)
        for place in text.indices {
            for byte: UInt8 in [0x00, 0x20, 0x22, 0x2c, 0x2d, 0x2e, 0x30, 0x5b, 0x5c, 0x5d, 0x65, 0x75, 0x7d, 0xff] {
                var damaged = text
                damaged[place] = byte
                let judged = (try? JSONSerialization.jsonObject(with: Data(damaged))) != nil
                let own = (try? JSONValue(parsing: damaged)) != nil
                #expect(own == judged, "\(String(decoding: damaged, as: UTF8.self))")
            }
            #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text[..<place])) }
        }
    }
}
