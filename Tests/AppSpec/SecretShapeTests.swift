import Findings
import Plan
import Secrets
import Shapes
import TestSupport
import Testing
import YAML

@testable import AppSpec

/// How the value of each shape gets from app.yaml into a plan.
@Suite struct SecretShapeTests {
    /// A kind with a key of each shape.
    private struct AllShapes: SecretKind {
        static let declaration = SecretDeclaration(
            "all-shapes", "Everything.",
            [
                Field("text", .text(.line), "Text."), Field("template", .template, "Text."),
                Field("secret", .secret, "Another."), Field("integer", .integer(0...99), "A number."),
                Field("boolean", .boolean, "A flag."), Field("size", .size, "Bytes."),
                Field("duration", .duration, "Seconds."), Field("scalars", .list(.scalar), "Values."),
                Field("choice", .choice(["a", "b"]), "A word.", default: "b"),
                Field("object", .object([Field("inner", .integer(0...9), "A number.")]), "Keys."),
                Field("map", .map(.claimName, .boolean), "Flags."),
                Field(
                    "tagged", .tagged(by: "kind", [Variant(name: "x", summary: "", fields: [inner])]), "Variants."),
                Field("keyed", .keyed([Variant(name: "inner", summary: "", fields: [inner])]), "Variants."),
                Field("either", .either([.integer(0...9), .list(.text())]), "One of two."),
            ])

        private static let inner = Field("inner", .integer(0...9), "A number.")

        init(_ keys: SecretKeys) {
            keys.report("is never right", at: ["object", "inner"], help: "remove it")
            keys.report("is never right either", at: ["map", "m"], isInKey: true, help: "remove it")
            keys.report("is the second", at: ["scalars", "1"], help: "remove it")
            keys.report("is wrong as a whole", help: "remove it")
        }

        func make(_ inputs: SecretInputs) throws -> MadeSecret { throw CancellationError() }
    }

    private let kinds = SecretKinds(SecretKinds.known.all + [AllShapes.self])
    private static let text = """
        schema: 1
        name: demo
        version: "1"
        stack: { compose: compose.yml }
        secrets:
          KEY: { kind: hex, bytes: 16 }
          ALL:
            kind: all-shapes
            text: 007
            template: "{{ name }}-{{ address }}"
            secret: KEY
            integer: 0x10
            boolean: true
            size: 2KiB
            duration: 2min
            scalars: [1.50, "{{ secrets.KEY }}", false, 8]
            object: { inner: 3 }
            map: { m: false, n: true }
            tagged: { kind: x, inner: 4 }
            keyed: { inner: 5 }
            either: [a, b]

        """

    @Test func `each shape's value is one of a plan's`() throws {
        let findings = Findings()
        let report = findings.reporter(for: SourceText(file: "app.yaml", bytes: Array(Self.text.utf8)))
        let root = try #require(try YAML.parse(Array(Self.text.utf8)))
        ShapeChecker(report: report).check(root, AppYAML.root(kinds), subject: "app.yaml")
        #expect(findings.sorted.map(\.message) == [])
        let folder = SourceFolder(ofFile: "/nowhere/app.yaml")
        let spec = SpecReader(root: root, report: report, folder: folder, kinds: kinds)
        let entry = try #require(root["secrets"]?.entries.last)
        let recipe = SecretReader(spec: spec, entry: entry, kind: AllShapes.self).recipe()
        let options: KeyValuePairs<String, SecretOption> = [
            "text": "007", "template": .template(Template([.text("demo-"), .machine(.address)])),
            "secret": .secret("KEY"), "integer": 16, "boolean": true, "size": 2048, "duration": 120,
            "scalars": [.number("1.50"), .template(Template([.secret("KEY")])), false, 8], "choice": "b",
            "object": ["inner": 3], "map": ["m": false, "n": true], "tagged": ["kind": "x", "inner": 4],
            "keyed": ["inner": 5], "either": ["a", "b"],
        ]
        #expect(recipe == SecretSpec.Recipe("all-shapes", options))
        #expect(recipe.sources == ["KEY", "KEY"])
        #expect(findings.sorted.map(\.message) == [])
    }

    @Test func `what a kind finds wrong is at its place`() throws {
        let folder = TemporaryFolder()
        try folder.write("app.yaml", Self.text)
        try folder.write("compose.yml", "services: { a: { image: a:1 } }\n")
        let errors = Compiler.compile(path: folder.file("app.yaml"), kinds: kinds).diagnostics
            .filter { $0.severity == .error }
        #expect(
            errors.map { "\($0.mark.line):\($0.mark.column) \($0.message)" } == [
                "8:5 `ALL` is wrong as a whole", "16:21 is the second", "17:22 is never right",
                "18:12 is never right either",
            ])
    }
}
