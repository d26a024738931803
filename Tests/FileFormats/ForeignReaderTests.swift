import Foundation
import Host
import JSON
import Plan
import Providers
import TestSupport
import Testing
import YAML

@testable import CloudInit
@testable import FileFormats
@testable import ImageMaking
@testable import Packer

/// Wherever a text of others' becomes syntax, the reader that it is written for gives back its bytes: one list of
/// hostile texts for all writers, and for each the real reader.
@Suite struct ForeignReaderTests {
    /// Syntax of every format, and what hides it: an accent behind a quote is one Character with it.
    static let texts: [String] = {
        let kept = [
            "", " ", "plain", "a b", " lead", "trail ", "it'\u{301}s", "x'\u{ff9e}A=\"y\"PW=known", "\"\u{301}",
            "\\\u{301}",
            "$\u{301}{x}", "\u{301}", "'", "''", "\"", "\\", "\\\\", "\\'", "\\\"", "\\n", "\\u0041", "\\x41", "\\101",
            "$", "$$",
            "$x", "${x}", "$(id)", "`id`", "$2b$04$Hh4hX", "%{ if true }", "${var.x}", "$${x}", "%%", "%n", "#", " # b",
            "a #b",
            "a\nb", "\n", "a\n", "\na", "a\n\n", "\t", "a\tb", ": ", "a: b", "- a", "? a", "{a}", "[a]", "a, b", "&a",
            "*a",
            "!a", "|", ">", "@a", "null", "~", "true", "No", "1.5", "0x10", "---", "...", "<<", "{{ .Vars }}", "a=b",
            "é✓漢🦀",
            "e\u{301}", "\u{e9}", "/* */ //", "\u{a0}", "\u{200d}",
        ]
        var random = SeededGenerator(seed: 13)
        let alphabet =
            Array("ab'\"$#\\ \n\t{}[]()<>|&;!%@*?~^=`:,-_/éZ0".unicodeScalars) + ["\u{301}", "\u{ff9e}", "\u{20dd}"]
        let drawn = (0..<150).map { _ in
            String(
                String.UnicodeScalarView(
                    (0..<Int.random(in: 1...14, using: &random)).map { _ in alphabet.randomElement(using: &random)! }))
        }
        return kept + drawn
    }()

    private let folder = TemporaryFolder()

    private func expect(
        _ read: [String], _ writer: String, _ texts: [String] = Self.texts,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(read.count == texts.count, "\(writer)", sourceLocation: sourceLocation)
        for (text, back) in zip(texts, read) where !text.utf8.elementsEqual(back.utf8) {
            Issue.record(
                "\(writer): \(text.debugDescription) came back as \(back.debugDescription)",
                sourceLocation: sourceLocation)
        }
    }

    /// The list that a program prints as JSON.
    private func list(_ program: String, _ arguments: [String]) throws -> [String] {
        // The distribution's own, which `make setup` gives the YAML module.
        let tool = program == "python3" ? Tool(path: "/usr/bin/python3") ?? Tool("python3") : Tool(program)
        let result = try #require(tool).run(arguments)
        try #require(result.status == 0, "\(result.output)")
        return try JSONDecoder().decode([String].self, from: Data(result.output.utf8))
    }

    /// A file in which each text stands at a place of its own, in each way that the format has.
    private func file(_ format: FileFormat, _ line: (Int) -> (before: String, after: String)) throws -> String {
        let pieces = Self.texts.indices.flatMap { index -> [FilePiece] in
            let (before, after) = line(index)
            return [.text(before), .value(Self.texts[index]), .text(after)]
        }
        return try format.render(pieces)
    }

    @Test(
        .enabled(if: RealCompose.isHere, "Scripts/with-engine provides Compose"),
        arguments: [
            ("", ""), ("\"", "\""), ("'", "'"), ("pre-", "-post"), ("\"$$\\\"", "é\""), ("'$ # ", "'"), ("export ", ""),
        ])
    func composeReadsEnvironmentFiles(before: String, after: String) async throws {
        let isExport = before == "export "
        let text = try file(.env) { ("\(isExport ? before : "")V\($0)=\(isExport ? "" : before)", after + "\n") }
        // `$$` is the publisher's own way to write a dollar.
        let lead = ["\"$$\\\"": "$\"", "'$ # ": "$ # "][before] ?? before.filter { !"\"'".contains($0) }
        let tail = after.filter { !"\"'".contains($0) }
        let environment = try await RealCompose.environment(file: text, in: folder)
        let read = Self.texts.indices.map { environment["V\($0)"] ?? "missing" }
        expect(read, "env_file", Self.texts.map { (isExport ? "" : lead) + $0 + tail })
    }

    @Test(.enabled(if: RealCompose.isHere, "Scripts/with-engine provides Compose")) func composeReadsItsOwnFile()
        async throws
    {
        let lines = Self.texts.enumerated().map { DotEnv.line("V\($0)", $1) }
        let environment = try await RealCompose.environment(
            file: lines.joined(), in: folder, interpolating: Self.texts.count)
        expect(Self.texts.indices.map { environment["V\($0)"] ?? "missing" }, ".env")
    }

    @Test(arguments: ["sh", "bash"]) func shellsReadWords(shell: String) throws {
        let texts = Self.texts
        // NUL ends what printf writes for each.
        func read(_ script: String) throws -> [String] {
            try folder.write("script", script)
            let python =
                "import json, subprocess, sys; print(json.dumps([t.decode() for t in "
                + "subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=True).stdout.split(b'\\0')[:-1]]))"
            return try list("python3", ["-c", python, shell, folder.file("script")])
        }
        expect(try read(texts.map { "printf '%s\\0' \(Shell.quote($0))\n" }.joined()), "Shell.quote")
        for (before, after) in [("", ""), ("'", "'"), ("\"", "\""), ("\"a\\$b \"", "")] {
            let script = try file(.shell) { _ in ("printf '%s\\0' " + before, after + "\n") }
            let lead = before.count > 1 ? "a$b " : ""
            expect(try read(script), "shell \(before)", texts.map { lead + $0 })
        }
    }

    @Test func pythonReadsJSON() throws {
        let array = JSONValue.array(Self.texts.map(JSONValue.string))
        let load = "import json, sys; print(json.dumps(json.load(open(sys.argv[1]))))"
        try folder.write("a.json", array.text())
        expect(try list("python3", ["-c", load, folder.file("a.json")]), "JSON")
        for (before, after) in [("", ""), ("\"", "\""), ("\"<\\\"", ">\"")] {
            let last = Self.texts.count - 1
            let text = try file(.json) { (($0 == 0 ? "[" : ",\n") + before, after + ($0 == last ? "]" : "")) }
            try folder.write("b.json", text)
            let read = try list("python3", ["-c", load, folder.file("b.json")])
            expect(read, "json \(before)", Self.texts.map { before.count > 1 ? "<\"\($0)>" : $0 })
        }
    }

    @Test func pythonReadsYAML() throws {
        let load = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))"
        for (name, value) in [("scalar", YAMLValue.string), ("block", YAMLValue.literalBlock)]
            as [(String, (String) -> YAMLValue)]
        {
            try folder.write("a.yaml", YAML.emit(.list(Self.texts.map(value))))
            expect(try list("python3", ["-c", load, folder.file("a.yaml")]), "YAML \(name)")
        }
        let places: [(String, String, (String) -> String)] = [
            ("- ", "\n", { $0 }), ("- \"", "\"\n", { $0 }), ("- '", "'\n", { $0 }),
            ("- http://", "/x # note\n", { "http://\($0)/x" }),
            ("- \"é\\\"", "\" # it's\n", { "é\"\($0)" }), ("- |\n  one\n  ", "\n", { "one\n\($0)\n" }),
            ("- >-\n  ", "\n\n", { $0 }),
        ]
        for (before, after, whole) in places {
            try folder.write("b.yaml", try file(.yaml) { _ in (before, after) })
            expect(try list("python3", ["-c", load, folder.file("b.yaml")]), "yaml \(before)", Self.texts.map(whole))
        }
        let pieces: [FilePiece] = [
            .text("# "), .value("a\nb"), .text("\na: {b: "), .value("x, y: z"), .text(", c: "),
            .value("8080", isWord: true),
            .text(", d: "), .value("", isWord: true), .text("}\n---\ne: \""), .value("8080", isWord: true),
            .text("\"\n"),
        ]
        let expected = "# a b\na: {b: \"x, y: z\", c: 8080, d: null}\n---\ne: \"8080\"\n"
        #expect(try FileFormat.yaml.render(pieces) == expected)
    }

    /// The questions of a StackScript: a default arrives as it is or is refused, and no text for people ends its tag.
    @Test func pythonReadsTags() throws {
        let python = """
            import html.parser, json, sys
            class Reader(html.parser.HTMLParser):
                def handle_starttag(self, tag, attributes): found.append([tag, *[n for n, _ in attributes]]); \\
                    values.append(dict(attributes).get("default"))
                def handle_data(self, data): found.append(["text " + data])
            values, found = [], []
            for tag in json.load(open(sys.argv[1])):
                reader = Reader()
                reader.feed(tag)
                reader.close()
            assert all(f == ["udf", "name", "label", "default"] for f in found), found
            print(json.dumps(values))
            """
        func tag(_ label: String, _ value: String) throws -> String {
            let parameter = Parameter(name: "a", kind: .string, label: label, defaultValue: .value(value))
            return try UserDefinedField(parameter: parameter).tag()
        }
        func values(_ tags: [String]) throws -> [String] {
            try folder.write("tags.json", JSONValue.array(tags.map(JSONValue.string)).text())
            return try list("python3", ["-c", python, folder.file("tags.json")])
        }
        let fit = Self.texts.filter { text in (try? tag("A", text)) != nil }
        let unfit = Self.texts.filter { !fit.contains($0) }
        #expect(unfit.allSatisfy { $0.unicodeScalars.contains { "\"<>\n\t".unicodeScalars.contains($0) } }, "\(unfit)")
        expect(try values(fit.map { try tag("A", $0) }), "a tag's default", fit)
        expect(try values(Self.texts.map { try tag($0, "v") }), "a tag's label", Self.texts.map { _ in "v" })
    }

    /// Packer decodes each text itself and compares it with what it decodes from base64.
    @Test(.enabled(if: Tool.isInstalled("packer"))) func packerReadsHCL() throws {
        // Each text in a comment too, where only the end of the line has a meaning.
        var text = HCLDocument.render(Self.texts.map(HCLItem.comment))
        for (index, value) in Self.texts.enumerated() {
            let quoted = HCLValue.string(value).render(depth: 0)
            // Strings of HCL are in Unicode's form NFC, whoever writes them (the HCL syntax specification, "Strings").
            let expected = Data(value.precomposedStringWithCanonicalMapping.utf8).base64EncodedString()
            text +=
                "variable \"v\(index)\" {\n  default = \(quoted)\n  validation {\n"
                + "    condition     = base64encode(var.v\(index)) == \"\(expected)\"\n"
                + "    error_message = \"Text \(index) differs.\"\n  }\n}\n"
        }
        text +=
            "source \"null\" \"none\" {\n  communicator = \"none\"\n}\nbuild {\n  sources = [\"source.null.none\"]\n}\n"
        try folder.write("all.pkr.hcl", text)
        let result = try #require(Tool("packer")).run(
            ["validate", folder.file("all.pkr.hcl")], environment: ["CHECKPOINT_DISABLE": "1"])
        #expect(result.status == 0, "\(result.output)")
    }

    /// A description loses what systemd would read, and is one line; nothing else of the unit changes.
    @Test(.enabled(if: Tool.isInstalled("systemd-analyze"))) func systemdReadsUnits() throws {
        for other in ["sysinit.target", "basic.target", "shutdown.target"] {
            try folder.write(
                "usr/lib/systemd/system/\(other)", "[Unit]\nDescription=\(other)\nDefaultDependencies=no\n")
        }
        try folder.write("usr/bin/true", "", mode: 0o755)
        let names = Self.texts.indices.map { "t\($0).service" }
        for (name, text) in zip(names, Self.texts) {
            let unit = UnitFile(
                name: name, wantedBy: ["multi-user.target"],
                sections: [
                    .init("Unit", [("Description", "x\(UnitFile.literal(text))")]),
                    .init("Service", [("Type", "oneshot"), ("ExecStart", "/usr/bin/true")]),
                ])
            try folder.write("etc/systemd/system/\(name)", unit.text)
        }
        let result = try #require(Tool("systemd-analyze")).run(
            ["verify", "--man=no", "--root=\(folder.path)"] + names)
        #expect(result.status == 0 && result.output == "", "\(result.output)")
        let python = """
            import configparser, json, sys
            def one(path):
                unit = configparser.RawConfigParser(delimiters=["="], strict=True)
                unit.optionxform = str
                unit.read_string(open(path, newline="\\n").read())
                assert {s: list(unit[s]) for s in unit.sections()} == {
                    "Unit": ["Description"], "Service": ["Type", "ExecStart"], "Install": ["WantedBy"]}, path
                return unit["Unit"]["Description"]
            print(json.dumps([one(path) for path in sys.argv[1:]]))
            """
        let read = try list("python3", ["-c", python] + names.map { folder.file("etc/systemd/system/\($0)") })
        let expected = Self.texts.map { text in
            let line =
                "x"
                + text.unicodeScalars.map { $0 == "\n" || $0 == "\t" || $0 == "\\" ? " " : $0 == "%" ? "%%" : "\($0)" }
                .joined()
            return line.trimmingCharacters(in: .whitespaces)
        }
        expect(read.map { $0.trimmingCharacters(in: .whitespaces) }, "systemd", expected)
    }
}

/// Docker Compose, which reads what an app's containers get.
enum RealCompose {
    static let isHere = (try? Tool("docker")?.run(["compose", "version"]).status) == 0

    /// A service's environment as Compose reads it, from the file itself or by `.env` and `${NAME}`.
    static func environment(
        file: String, in folder: TemporaryFolder, interpolating count: Int? = nil
    ) async throws -> [String: String] {
        try folder.write(count == nil ? "app.env" : ".env", file)
        let lines = (0..<(count ?? 0)).map { "      V\($0): \"${V\($0)}\"\n" }.joined()
        try folder.write(
            "compose.yml",
            "services:\n  a:\n    image: a:1\n"
                + (count == nil ? "    env_file: [app.env]\n" : "    environment:\n" + lines))
        return try await environment(of: folder)
    }

    /// The environment of the service `a` in a folder's compose file.
    static func environment(of folder: TemporaryFolder) async throws -> [String: String] {
        let result = try await Command(
            "docker",
            [
                "compose", "--project-directory", folder.path, "-f", folder.file("compose.yml"), "config", "--format",
                "json", "--output", folder.file("out.json"),
            ]
        ).run()
        #expect(result.succeeded, "\(result.lastLines.suffix(5))")
        struct Config: Decodable { var services: [String: Service] }
        struct Service: Decodable { var environment: [String: String] }
        let config = try JSONDecoder().decode(Config.self, from: Data(try folder.read("out.json").utf8))
        // `config` prints a compose file again, in which `$$` stands for `$`, also before an accent.
        let dollar = UInt8(ascii: "$")
        return (config.services["a"]?.environment ?? [:]).mapValues {
            String(decoding: Array($0.utf8).replacing([dollar, dollar], with: [dollar]), as: UTF8.self)
        }
    }
}
