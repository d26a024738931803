import Findings
import JSON
import Secrets
import Shapes
import Testing
import YAML

@testable import AppSpec

@Suite struct ShapeExampleTests {
    private func fields(_ shape: Shape, _ path: String = "app.yaml") -> [(path: String, field: Field)] {
        switch shape {
        case .object(let fields):
            fields.flatMap { field -> [(path: String, field: Field)] in
                let place = "\(path).\(field.key)"
                return [(place, field)] + self.fields(field.shape, place)
            }
        case .list(let item), .map(_, let item): fields(item, path)
        case .tagged(_, let variants), .keyed(let variants):
            variants.flatMap { fields(.object($0.fields), "\(path).\($0.name)") }
        case .either(let shapes): shapes.flatMap { fields($0, path) }
        default: []
        }
    }

    private func errors(_ text: [UInt8], _ shape: Shape, _ path: String) throws -> [String] {
        let findings = Findings()
        let report = findings.reporter(for: SourceText(file: path, bytes: text))
        let node = try #require(try YAML.parse(text), "\(path)")
        ShapeChecker(report: report).check(node, shape, subject: path)
        return findings.sorted.map(\.message)
    }

    @Test func `every key has an example that the check accepts`() throws {
        let all = fields(AppYAML.root(.known))
        #expect(all.count > 100)
        for (path, field) in all {
            let examples = ShapeExample.values(field)
            #expect(!examples.isEmpty, "\(path)")
            for example in examples {
                let text = example.text(pretty: true)
                #expect(try errors(text, field.shape, path) == [])
            }
        }
    }

    @Test func `an example is kept as it is declared`() throws {
        for (path, field) in fields(AppYAML.root(.known)) {
            guard let example = field.example else { continue }
            #expect(try errors(Array(example.utf8), field.shape, path) == [])
        }
        let description = Field("description", .text(), "", example: #""One.\n\nTwo.""#)
        #expect(ShapeExample.values(description) == [.string("One.\n\nTwo.")])
    }

    @Test func `where none is declared, the default or the shape gives one`() {
        #expect(ShapeExample.values(Field("a", .duration, "", default: "5min")) == [.string("5min")])
        // Not what the words of a default say.
        #expect(ShapeExample.values(Field("a", .boolean, "", default: "true where it is")) == [.bool(true)])
        #expect(ShapeExample.values(Field("a", .text(.port), "", default: "none")) == [.string("443/tcp")])
        let inner = Field("n", .integer(3...9), "", required: true)
        #expect(
            ShapeExample.values(Field("a", .either([.choice(["x", "y"]), .list(.object([inner]))]), "")) == [
                .string("x"), .array([.object([.init("n", .number("3"))])]),
            ])
    }

    private func properties(_ value: JSONValue) -> [JSONValue.Member] {
        switch value {
        case .array(let items): items.flatMap(properties)
        case .object(let members):
            members.flatMap { member -> [JSONValue.Member] in
                // A property of an example is none of the schema's.
                guard member.key != "examples" else { return [] }
                guard member.key == "properties", case .object(let own) = member.value else {
                    return properties(member.value)
                }
                return own + own.flatMap { properties($0.value) }
            }
        default: []
        }
    }

    @Test func `every property of the schema has a description and examples`() throws {
        let schema = try JSONValue(
            parsing: Array(JSONSchema.text.utf8), limits: .init(depth: 256, values: 1_000_000))
        let all = properties(schema)
        #expect(all.count > 100)
        for property in all {
            guard case .object(let members) = property.value else {
                Issue.record("\(property.key) is no object")
                continue
            }
            let keys = members.map(\.key)
            // The word that chooses a variant says it all.
            #expect(keys == ["const"] || keys.contains("description") && keys.contains("examples"), "\(property.key)")
        }
    }
}
