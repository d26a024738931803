import Foundation
import JSON
import Testing

@Suite struct WriterTests {
    private let value = JSONValue.object([
        .init("z", .array([.null, .bool(true), .number("1.50"), .array([]), .object([])])),
        .init("a/b", .string("\"\\/\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}ü😀")),
    ])

    @Test func writesOneLine() {
        let text = #"{"z":[null,true,1.50,[],{}],"a/b":"\"\\/\b\f\n\r\t\u0000\u001f\u007fü😀"}"#
        #expect(String(decoding: value.text(), as: UTF8.self) == text)
    }

    @Test func writesIndentedLines() {
        let value = JSONValue.object([
            .init("a", .array([.number("1"), .object([.init("b", .null)])])), .init("c", .object([])),
        ])
        let text = """
            {
              "a": [
                1,
                {
                  "b": null
                }
              ],
              "c": {}
            }
            """
        #expect(String(decoding: value.text(pretty: true), as: UTF8.self) == text)
    }

    @Test(arguments: [true, false]) func readsBackWhatItWrote(pretty: Bool) throws {
        #expect(try JSONValue(parsing: value.text(pretty: pretty)) == value)
    }

    @Test func whatIsNotVisibleIsEscaped() {
        let text = JSONValue.string("\u{9b}2J \u{202e} \u{2028} \u{e0001} 👩\u{200d}💻").text()
        #expect(
            String(decoding: text, as: UTF8.self)
                == #""\u009b2J \u202e \u2028 \udb40\udc01 "# + "👩\u{200d}💻\"")
    }

    @Test func foundationReadsEachCharacterBack() throws {
        let scalars = (0..<0x10ffff).lazy.filter { $0 < 0x250 || $0 % 997 == 0 }.compactMap(Unicode.Scalar.init)
        let text = String(String.UnicodeScalarView(scalars))
        let written = try JSONDecoder().decode([String].self, from: Data(JSONValue.array([.string(text)]).text()))
        #expect(written.first.map { Array($0.utf8) } == Array(text.utf8))
    }
}
