import Foundation
import Shapes
import TestSupport
import Testing

@testable import AppSpec

@Suite struct SchemaTests {
    @Test func `the reference page is the one that the declaration makes`() throws {
        let page = try String(
            contentsOf: Golden.repository.appendingPathComponent("docs/reference/app-yaml.md"), encoding: .utf8)
        #expect(page == ReferencePage.text, "landfall schema --markdown > docs/reference/app-yaml.md")
    }

    @Test func `every pattern compiles and is anchored by nothing of its own`() throws {
        let rules: [TextRule] = [
            .appName, .version, .line, .parameterName, .environmentName, .secretName, .prefix, .claimName,
            .relativePath, .mode, .port,
            .tcpAddress, .databaseName, .itemName, .schedule, .slug,
        ]
        for pattern in rules.compactMap(\.pattern) + [Quantity.sizePattern, Quantity.durationPattern] {
            _ = try Regex(pattern)
            #expect(!pattern.hasPrefix("^") && !pattern.hasSuffix("$"))
        }
    }

    @Test func `sizes and times match the patterns that the schema gives for them`() throws {
        let size = TextRule(name: "", pattern: Quantity.sizePattern, rule: "")
        let duration = TextRule(name: "", pattern: Quantity.durationPattern, rule: "")
        for text in ["1GiB", "512MiB", "0B", "10GB", "1gb", "1.5GiB", "GiB", "-1B", "1 GiB", "", "9999999999B"] {
            #expect(size.matches(text) == (Quantity.size(text) != nil), "\(text)")
        }
        for text in ["90s", "5min", "1h", "1m", "5 min", "1d", "1000000s", "", "１s"] {
            #expect(duration.matches(text) == (Quantity.duration(text) != nil), "\(text)")
        }
        #expect(Quantity.size("512MiB") == 536_870_912)
        #expect(Quantity.duration("5min") == 300)
    }

    static let validator = """
        import json, sys, yaml, jsonschema
        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft202012Validator.check_schema(schema)
        for path in sys.argv[2:]:
            errors = list(jsonschema.Draft202012Validator(schema).iter_errors(yaml.safe_load(open(path))))
            print(path.rsplit("/", 1)[-1], len(errors))
        """

    static var hasValidator: Bool {
        (try? Tool("python3")?.run(["-c", "import yaml, jsonschema; jsonschema.Draft202012Validator"]).status) == 0
    }

    @Test(.enabled(if: hasValidator, "python3 with yaml and jsonschema"))
    func `a validator of others agrees with the check`() throws {
        let folder = TemporaryFolder()
        try folder.write("schema.json", JSONSchema.text)
        let golden = BrokenSpecTests.folder
        let files = [
            Golden.repository.appendingPathComponent("examples/echora/app.yaml").path, golden.path + "/warnings.yaml",
            golden.path + "/cycle.yaml", golden.path + "/list.yaml", folder.file("types.yaml"),
        ]
        try folder.write("misspelt.yaml", "schema: 1\nname: demo\nversion: \"1\"\nstack: {compose: a}\ntitel: x\n")
        try folder.write(
            "types.yaml", "schema: 2\nname: A_B\nversion: \"1\"\nstack: {compose: a}\nfirewall: [70000, 1/x, 22]\n")
        let python = try #require(Tool("python3"))
        let result = try python.run(
            ["-c", Self.validator, folder.file("schema.json")] + files + [folder.file("misspelt.yaml")])
        #expect(
            result.output == "app.yaml 0\nwarnings.yaml 0\ncycle.yaml 0\nlist.yaml 1\ntypes.yaml 4\nmisspelt.yaml 1\n")
    }

    @Test(
        .enabled(if: hasValidator, "python3 with yaml and jsonschema"),
        arguments: [
            ("secrets: { A: { kind: hexx, bytes: 16 } }", "'hexx' is not one of"),
            ("secrets: { A: { bytes: 16 } }", "'kind' is a required property"),
            ("secrets: { A: { kind: hex, byte: 16 } }", "'byte' was unexpected"),
            ("ready: [{ htp: \"http://127.0.0.1\" }]", "'http' is a required property"),
            ("ready: [{ tcp: \"127.0.0.1:80\", withn: 5min }]", "'withn' was unexpected"),
            ("backup: [{ volume: a, user: b }]", "'user' was unexpected"),
            ("firewall: [70000]", "70000 is greater than the maximum"),
            ("firewall: [22/icmp]", "does not match"),
            ("credentials: { console: always, show: [] }", "'always' is not one of"),
            ("credentials: [{ label: A }]", "'value' is a required property"),
            ("parameters: { a: { type: emial, label: A } }", "'emial' is not one of"),
        ])
    func `an editor shows one error for one mistake`(_ line: String, _ words: String) throws {
        let folder = TemporaryFolder()
        try folder.write("schema.json", JSONSchema.text)
        try folder.write("app.yaml", "schema: 1\nname: demo\nversion: \"1\"\nstack: {compose: a}\n\(line)\n")
        let script = Self.validator + "\n    print([error.message for error in errors])"
        let result = try #require(Tool("python3")).run([
            "-c", script, folder.file("schema.json"), folder.file("app.yaml"),
        ])
        #expect(result.output.hasPrefix("app.yaml 1\n"), "\(result.output)")
        #expect(result.output.contains(words), "\(result.output)")
    }
}
