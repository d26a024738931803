import Testing
import YAML

/// Whatever the bytes are, the end is an error that says where, soon and with bounded memory.
@Suite struct HostileTextTests {
    private func failure(_ bytes: [UInt8]) -> YAMLError? {
        do throws(YAMLError) {
            _ = try YAML.parse(bytes)
            return nil
        } catch {
            return error
        }
    }
    private func failure(_ text: String) -> YAMLError? { failure(Array(text.utf8)) }

    @Test(arguments: ["[", "{a: ", "- ", "? "])
    func `ten thousand levels`(opening: String) throws {
        let error = try #require(failure(String(repeating: opening, count: 10_000)))
        #expect(error.message.contains("nested more than 64 levels deep"))
    }

    @Test func `aliases that multiply`() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<20 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(failure(text)?.message.contains("more than 100000 values") == true)
    }

    @Test func `aliases that stack up depth`() throws {
        let brackets = (String(repeating: "[", count: 40), String(repeating: "]", count: 40))
        let text = "a: &a \(brackets.0)\(brackets.1)\nb: \(brackets.0)*a\(brackets.1)\n"
        #expect(failure(text)?.message.contains("nested more than") == true)
    }

    @Test func `an alias inside its own value, or of nothing`() throws {
        #expect(failure("a: &a [*a]")?.mark == Mark(line: 1, column: 8))
        #expect(failure("a: *b")?.message == "no anchor with this alias's name comes before it")
    }

    @Test func `a second document`() throws {
        #expect(failure("a: 1\n---\nb: 2\n")?.mark == Mark(line: 2, column: 1))
    }

    @Test func `bytes that are no text`() throws {
        #expect(failure([0x61, 0x3A, 0x20, 0x0A, 0xC3, 0xA9, 0xFF])?.mark == Mark(line: 2, column: 2))
        #expect(failure([0x61, 0x00, 0x62])?.message.contains("not a text file") == true)
        #expect(failure([0xFF, 0xFE, 0x61, 0x00])?.message.contains("not a text file") == true)
        #expect(failure([0xC3])?.message.contains("not a text file") == true)
    }

    @Test func `a tab as indentation`() throws {
        let error = try #require(failure("a:\n\tb: 1\n"))
        #expect(error.mark == Mark(line: 2, column: 1))
        #expect(error.help.contains("not tabs"))
    }

    @Test func `more bytes than are read`() throws {
        #expect(failure([UInt8](repeating: 0x61, count: (4 << 20) + 1))?.message.contains("4194304") == true)
    }

    @Test func `more values than are read`() throws {
        #expect(failure("[" + String(repeating: "a,", count: 200_000) + "]")?.message.contains("100000") == true)
    }

    @Test func `one scalar of four mebibytes is read`() throws {
        let bytes = [UInt8](repeating: 0x61, count: 4 << 20)
        #expect(try YAML.parse(bytes)?.string?.utf8.count == 4 << 20)
    }
}
