import AppSpec
import Foundation
import TestSupport
import Testing

/// What is said of broken files, letter by letter.
@Suite struct BrokenSpecTests {
    static let folder = Golden.repository.appendingPathComponent("Tests/Golden/AppSpec")
    static let names = [
        "aliases", "binary", "broken-compose", "cycle", "deep", "empty", "keys", "latin1", "list", "long-line",
        "missing-compose", "parameters", "references", "render", "secrets", "tabs", "two-documents", "types",
        "useless-compose",
        "version", "warnings",
    ]

    @Test(arguments: names)
    func `findings are those recorded`(name: String) throws {
        let prefix = Self.folder.path + "/"
        let compilation = Compiler.compile(path: prefix + name + ".yaml")
        let text = (compilation.render(color: false) + compilation.summary + "\n").replacing(prefix, with: "")
        try Golden.expect(text, is: "AppSpec/\(name).txt")
        #expect((compilation.spec != nil) == (name == "warnings"))
    }

    @Test(arguments: names)
    func `every finding says how to fix it, in the order of the text`(name: String) {
        let findings = Compiler.compile(path: Self.folder.path + "/" + name + ".yaml").diagnostics
        #expect(!findings.isEmpty)
        #expect(findings.allSatisfy { $0.help?.isEmpty == false })
        for (first, second) in zip(findings, findings.dropFirst()) where first.file == second.file {
            #expect((first.mark.line, first.mark.column) <= (second.mark.line, second.mark.column))
        }
    }

    /// The examples of the reference page are Echora's, and none of these apps is.
    @Test(arguments: names) func `no finding has another app's values`(name: String) {
        let path = Self.folder.path + "/" + name
        let source = (try? String(contentsOfFile: path + ".yaml", encoding: .utf8)) ?? ""
        for finding in Compiler.compile(path: path + ".yaml").diagnostics where !source.contains("Echora") {
            #expect(!"\(finding.message) \(finding.help ?? "")".lowercased().contains("echora"))
        }
    }

    @Test func `strict makes every warning an error`() {
        let compilation = Compiler.compile(path: Self.folder.path + "/warnings.yaml").strict
        #expect(compilation.spec == nil)
        #expect(compilation.diagnostics.allSatisfy { $0.severity == .error })
    }

    @Test func `what is no file, or too long, is a finding`() throws {
        let folder = TemporaryFolder()
        try folder.write("huge.yaml", [UInt8](repeating: 0x20, count: (4 << 20) + 1))
        mkfifo(folder.file("pipe.yaml"), 0o600)
        for (name, message) in [
            ("huge.yaml", "4194305 bytes"), ("pipe.yaml", "is not a file"), ("", "is a folder"),
            ("none.yaml", "No such file"),
        ] {
            let compilation = Compiler.compile(path: folder.file(name))
            #expect(compilation.diagnostics.map(\.message).allSatisfy { $0.contains(message) }, "\(name)")
            #expect(compilation.diagnostics.count == 1)
        }
    }
}
