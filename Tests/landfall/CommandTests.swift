import Foundation
import TestSupport
import Testing

@Suite struct CommandTests {
    private func landfall(_ arguments: String...) throws -> (status: Int32, output: String, error: String) {
        try Executables.runLandfall(arguments, from: Golden.repository.path)
    }

    @Test func `check is content with Echora`() throws {
        let result = try landfall("check", "--strict", "examples/echora/app.yaml")
        #expect(result.status == 0)
        #expect(result.output.isEmpty)
        #expect(result.error == "examples/echora/app.yaml: no problems\n")
    }

    @Test func `errors exit 65, warnings only with strict`() throws {
        let broken = try landfall("check", "Tests/Golden/AppSpec/render.yaml")
        #expect(broken.status == 65)
        #expect(broken.error.hasSuffix("\nTests/Golden/AppSpec/render.yaml: 2 errors, 1 warning\n"))
        #expect(broken.error.contains(" --> Tests/Golden/AppSpec/rendered.conf:3:12\n"))
        #expect(try landfall("check", "Tests/Golden/AppSpec/warnings.yaml").status == 0)
        #expect(try landfall("check", "--strict", "Tests/Golden/AppSpec/warnings.yaml").status == 65)
    }

    @Test func `a file that is not there is invalid input`() throws {
        let result = try landfall("check", "none.yaml")
        #expect(result.status == 65)
        #expect(
            result.error.hasPrefix(
                "error: cannot read `none.yaml`: No such file or directory\n --> none.yaml:1:1\nhelp: "))
    }

    @Test func `json goes to standard output`() throws {
        struct Finding: Decodable {
            var severity, message, file, help: String
            var line, column, length: Int
        }
        let result = try landfall("check", "--json", "Tests/Golden/AppSpec/keys.yaml")
        let findings = try JSONDecoder().decode([Finding].self, from: Data(result.output.utf8))
        #expect(result.status == 65)
        #expect(result.error.isEmpty)
        #expect(findings.first?.message == "unknown key `titel`")
        #expect((findings.first?.line, findings.first?.column, findings.first?.length) == (4, 1, 5))
        #expect(try landfall("check", "--json", "examples/echora/app.yaml").output == "[]\n")
    }

    @Test func `a wrong call exits 64`() throws {
        #expect(try landfall("check", "--no-such-flag").status == 64)
        #expect(try landfall("check", "--strikt", "app.yaml").status == 64)
    }

    @Test func `schema prints JSON, or the reference page`() throws {
        let schema = try landfall("schema")
        #expect(try JSONSerialization.jsonObject(with: Data(schema.output.utf8)) is [String: Any])
        let page = try String(
            contentsOf: Golden.repository.appendingPathComponent("docs/reference/app-yaml.md"), encoding: .utf8)
        #expect(try landfall("schema", "--markdown").output == page)
    }

    /// What four mebibytes of a file are made of.
    static let hostile = [
        "\n", "a", "[", "a,", "a: b\n", "\"", "- &a x\n", "#\n", "name: ${A-", "\0", "k: [a, {b: *c}]\n", "? ",
        "{{ secrets.A }}",
    ]

    @Test(.enabled(if: Tool.isInstalled("python3"), "python3 measures"), arguments: hostile)
    func `hostile files are read in less than 64 MB`(pattern: String) throws {
        let folder = TemporaryFolder()
        try folder.write("app.yaml", String(repeating: pattern, count: (4 << 20) / pattern.utf8.count))
        let script = """
            import resource, subprocess, sys
            done = subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL, timeout=60)
            print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
            """
        let python = try #require(Tool("python3"))
        let result = try python.run(["-c", script, Executables.landfall, "check", folder.file("app.yaml")])
        let numbers = result.output.split { $0.isWhitespace }.compactMap { Int($0) }
        #expect(numbers.first == 65, "\(pattern): \(result.output)")
        #expect(numbers.last.map { $0 < 64 } == true, "\(pattern): \(result.output) MB")
    }
}
