import Testing
import YAML

@Suite struct EmitterTests {
    @Test func `writes block style, quoting what could be taken for something else`() {
        let value = YAMLValue.map([
            ("runcmd", .list([.list([.string("sh"), .string("-c"), .string("echo 1")]), .string("yes")])),
            ("users", .list([.map([("name", .string("root")), ("lock", .bool(true))])])),
            ("mode", .string("0644")), ("count", .int(-2)), ("none", .list([])), ("empty", .map([])),
            ("script", .literalBlock("#!/bin/sh\n\nexit 0\n")), ("on", .string("")),
        ])
        #expect(
            YAML.emit(value) == """
                runcmd:
                  - - sh
                    - "-c"
                    - "echo 1"
                  - "yes"
                users:
                  - name: root
                    lock: true
                mode: "0644"
                count: -2
                none: []
                empty: {}
                script: |
                  #!/bin/sh

                  exit 0
                "on": ""

                """)
    }

    @Test func `a comment stands behind its text, and readers do not see it`() throws {
        let value = YAMLValue.map([
            ("uses", .annotated("actions/checkout@0123", comment: "v1.2.3")),
            ("list", .list([.annotated("plain", comment: "why")])),
        ])
        let document = YAML.emit(value)
        #expect(document == "uses: \"actions/checkout@0123\" # v1.2.3\nlist:\n  - plain # why\n")
        let root = try #require(try YAML.parse(Array(document.utf8)))
        #expect(root["uses"]?.string == "actions/checkout@0123" && root["list"]?.sequence?.first?.string == "plain")
        #expect(value != .map([("uses", .annotated("actions/checkout@0123", comment: "v2")), ("list", .list([]))]))
    }

    static let texts = [
        "", " ", "\n", "\n\n", "a", "a\n", "a\n\n\n", "\na", " a\n  b", "\ta", "a\n \n", "a\n  ", "a: b", "# a", "- a",
        "null", "No", "~", "1.5", "0x10", ".inf", "2026-01-01", "[a]", "{{ a }}", "*a", "&a", "!a", "%a", "@a", "`a`",
        "'", "\"", "\\", "a\\nb", "é😀", "a\u{301}", " \u{301}", "\u{0}", "\u{7}", "\u{1B}[0m", "\u{85}", "\u{2028}",
        "\u{FEFF}a",
        "\u{10FFFF}", "\r\n", "a\rb", "---", "...", "---\na", "a\n---\nb", "k: |\n  v\n", "trailing ", "a #b", "$x",
    ]

    @Test(arguments: texts)
    func `every text comes back`(text: String) throws {
        for value in [YAMLValue.string(text), .literalBlock(text)] {
            for nested in [value, .map([(text, value)]), .list([value]), .list([.map([("k", .list([value]))])])] {
                let document = YAML.emit(nested)
                let root = try #require(try YAML.parse(Array(document.utf8)), "\(document)")
                #expect(root.asValue == nested.withoutStyle, "\(document)")
            }
        }
    }
}

extension Node {
    fileprivate var asValue: YAMLValue {
        switch value {
        case .scalar(let scalar): .string(scalar.text)
        case .sequence(let nodes): .list(nodes.map(\.asValue))
        case .mapping(let pairs): .map(pairs.map { ($0.key.scalar?.text ?? "", $0.value.asValue) })
        }
    }
}

extension YAMLValue {
    fileprivate var withoutStyle: YAMLValue {
        switch self {
        case .literalBlock(let text): .string(text)
        case .list(let items): .list(items.map(\.withoutStyle))
        case .map(let pairs): .map(pairs.map { ($0, $1.withoutStyle) })
        default: self
        }
    }
}
