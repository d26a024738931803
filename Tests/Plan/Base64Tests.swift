import Foundation
import JSON
import Plan
import Testing

@Suite struct Base64Tests {
    @Test func agreesWithFoundation() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 151 + count * 7) }
            let text = Base64.encode(bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(Base64.decode(text.utf8) == bytes)
        }
    }

    /// Stricter than Foundation, which takes padding for a zero: RFC 4648 calls that no base64.
    @Test(arguments: [
        "A", "AA", "AAA", "AA=", "A===", "====", "=AAA", "AA=A", "AAAA\n", "AA A", "AA-_", "AAAA=", "AAéA",
    ])
    func refusesWhatIsNoBase64(_ text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }

    @Test func aFilesContentIsTextWhereItCanBe() throws {
        func json(_ content: StackFile.Content) throws -> String {
            let bytes = try JSONCoder.encode(content)
            #expect(try JSONCoder.decode(StackFile.Content.self, from: bytes) == content)
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(try json(.verbatim(Array("ü\n".utf8))) == #"{"text":"ü\n"}"#)
        #expect(try json(.verbatim([])) == #"{"text":""}"#)
        #expect(try json(.verbatim([0xff, 0x00])) == #"{"base64":"/wA="}"#)
        #expect(try json(.rendered(Template(text: "x"))) == #"{"rendered":{"parts":[{"text":{"_0":"x"}}]}}"#)
        for wrong in [#"{"base64":"?"}"#, "{}", #"{"text":1}"#] {
            #expect(throws: DecodingError.self) {
                try JSONCoder.decode(StackFile.Content.self, from: Array(wrong.utf8))
            }
        }
    }
}
