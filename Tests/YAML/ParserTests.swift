import Testing
import YAML

@Suite struct ParserTests {
    @Test func `keeps order, marks and the way scalars were written`() throws {
        let root = try #require(try YAML.parse(Array("b: 'x'\na: [1, \"two\"]\n".utf8)))
        let pairs = try #require(root.mapping)
        #expect(pairs.map(\.key.string) == ["b", "a"])
        #expect(pairs[0].value.scalar == .init(text: "x", isPlain: false))
        #expect(pairs[0].value.start == Mark(line: 1, column: 4))
        let items = try #require(pairs[1].value.sequence)
        #expect(items[0].integer == 1)
        #expect(items[1].start == Mark(line: 2, column: 8))
        #expect(items[1].end == Mark(line: 2, column: 13))
    }

    @Test func `counts columns in Unicode scalars`() throws {
        let root = try #require(try YAML.parse(Array("{é€😀: x}".utf8)))
        #expect(root.mapping?[0].value.start == Mark(line: 1, column: 7))
    }

    @Test(arguments: ["", "# nothing\n", "\u{FEFF}"])
    func `an empty document is no node`(text: String) throws {
        #expect(try YAML.parse(Array(text.utf8)) == nil)
    }

    @Test func `a byte order mark is not a part of the first key`() throws {
        #expect(try YAML.parse(Array("\u{FEFF}a: 1".utf8))?["a"]?.integer == 1)
    }

    @Test func `keeps duplicate keys, so that they can be reported`() throws {
        #expect(try YAML.parse(Array("a: 1\na: 2".utf8))?.mapping?.count == 2)
    }

    @Test func `an alias stands for its anchor's value`() throws {
        let root = try YAML.parse(Array("a: &x [1, 2]\nb: *x\n".utf8))
        #expect(root?["b"]?.sequence?.compactMap(\.integer) == [1, 2])
    }

    @Test func `merge keys yield to own keys and to earlier mappings`() throws {
        let text = """
            a: &a { image: a, restart: always }
            b: &b { image: b, user: root }
            c: { <<: [*a, *b], image: own }
            """
        let pairs = try YAML.parse(Array(text.utf8))?["c"]?.mergedPairs
        #expect(
            pairs?.map { "\($0.key.string ?? "")=\($0.value.string ?? "")" } == [
                "image=own", "restart=always", "user=root",
            ])
    }

    @Test func `readings follow the core schema of YAML 1_2`() throws {
        let text = "[true, yes, 0x1F, 0o17, 017, -3, ~, 'null', 1.10, '5', !!str 6, 1e3, nan]"
        let nodes = try #require(try YAML.parse(Array(text.utf8))?.sequence)
        #expect(nodes.map(\.bool) == [true] + Array(repeating: nil, count: 12))
        #expect(nodes.compactMap(\.integer) == [31, 15, 17, -3])
        #expect(nodes.filter(\.isNull).count == 1)
        #expect(nodes.first { $0.string == "1.10" }?.isNumber == true)
        #expect(nodes.filter(\.isNumber).compactMap(\.string) == ["0x1F", "0o17", "017", "-3", "1.10", "1e3"])
    }
}
