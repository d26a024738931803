import AppSpec
import Foundation
import Plan
import TestSupport
import Testing

/// How a rendered file is read: what app.yaml and the compose file say of it.
@Suite struct FormatTests {
    let folder = TemporaryFolder()

    private func compile(_ file: String, _ text: String, more: String = "", service: String = "") throws -> Compilation
    {
        try folder.write("compose.yml", "services: { web: { image: \"web:1\"\(service) } }\n")
        try folder.write(file, text)
        try folder.write(
            "app.yaml",
            """
            schema: 1
            name: demo
            version: "1"
            parameters:
              motto: { type: string, label: Motto }
              port: { type: port, label: Port }
            stack: { compose: compose.yml, files: [{ from: \(file), render: true\(more) }] }
            """)
        return Compiler.compile(path: folder.file("app.yaml"))
    }

    private func format(_ compilation: Compilation) throws -> FileFormat? {
        try #require(compilation.spec, "\(compilation.diagnostics)").stack.files.last?.format
    }

    @Test func `a file that Compose reads as env_file is written for it`() throws {
        let text = "A={{ parameters.motto }}\nP={{ parameters.port }}\n"
        #expect(try format(compile("app.conf", text, service: ", env_file: app.conf")) == .env)
        #expect(try format(compile("app.conf", text, service: ", env_file: [{ path: ./app.conf }]")) == .env)
        #expect(
            try format(compile("app.conf", text, service: ", env_file: [{ path: app.conf, format: raw }]")) == .text)
        #expect(try format(compile("app.conf", text)) == .text)
    }

    @Test(arguments: [
        ("a.json", "{\"a\": {{ parameters.motto }}, \"b\": {{ parameters.port }}}", FileFormat.json),
        ("a.yaml", "a: {{ parameters.motto }}\nb: {{ parameters.port }}\n", .yaml),
        ("a.sh", "echo {{ parameters.motto }} {{ parameters.port }}\n", .shell),
        ("Caddyfile", "{{ parameters.motto }} {{ parameters.port }}\n", .text),
    ]) func `otherwise its name says it, and app.yaml has the last word`(name: String, text: String, format: FileFormat)
        throws
    {
        #expect(try self.format(compile(name, text)) == format)
        #expect(try self.format(compile(name, text, more: ", format: text")) == .text)
    }

    @Test func `a value where the format can hold none is found at its line`() throws {
        let text = "# é\nA={{ parameters.port }}\n{{ parameters.motto }}=1\n"
        let declared = try compile("a.conf", text, more: ", format: env")
        let finding = try #require(declared.diagnostics.first { $0.message.contains("cannot be written") })
        #expect(declared.spec == nil && finding.mark.line == 3 && finding.mark.column == 1)
        #expect(finding.message == "this value cannot be written as `env`: it is in a variable's name")
        #expect(try compile("a.conf", text, service: ", env_file: a.conf").spec == nil)
        let guessed = try compile("a.env", text)
        #expect(try format(guessed) == .text)
        #expect(guessed.diagnostics.contains { $0.message.contains("are written as they are") })
    }

    @Test func `a file without values has no format`() throws {
        let compilation = try compile("a.env", "A=1\n", more: ", format: env")
        #expect(try format(compilation) == .env)
        try folder.write(
            "app.yaml",
            "schema: 1\nname: demo\nversion: \"1\"\nstack: { compose: compose.yml, files: [{ from: a.env, format: env }] }\n"
                + "release: none\n"
        )
        let messages = Compiler.compile(path: folder.file("app.yaml")).diagnostics.map(\.message)
        #expect(messages == ["`format` is for a file with values in it"])
    }
}
