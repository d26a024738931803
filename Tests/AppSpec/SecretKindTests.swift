import Findings
import Foundation
import JSON
import Plan
import Secrets
import Shapes
import TestSupport
import Testing
import YAML

@testable import AppSpec

@Suite struct SecretKindTests {
    private func compile(_ name: String) -> Compilation {
        Compiler.compile(path: BrokenSpecTests.folder.path + "/" + name)
    }

    @Test func `every kind becomes the recipe that is recorded`() throws {
        let compilation = compile("kinds.yaml")
        #expect(compilation.diagnostics.map(\.message) == [])
        let secrets = try #require(compilation.spec).secrets
        let lines = try secrets.map { String(decoding: try JSONCoder.encode($0), as: UTF8.self) + "\n" }
        try Golden.expect(lines.joined(), is: "AppSpec/kinds.txt")
        let file = BrokenSpecTests.folder.appendingPathComponent("kinds.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let used = text.matches(of: /kind: ([a-z0-9-]+)/).map { String($0.1) }
        #expect(Set(used) == Set(SecretKinds.known.declarations.map(\.name)))
    }

    @Test func `each comes after those that it is derived from`() throws {
        let secrets = try #require(compile("kinds.yaml").spec).secrets
        for (place, secret) in secrets.enumerated() {
            #expect(secret.recipe.sources.allSatisfy { name in secrets[..<place].contains { $0.name == name } })
        }
    }

    @Test(arguments: [
        (SecretSpec.Recipe.hex(bytes: 16), 128), (SecretSpec.Recipe("token", ["length": 22]), 130),
        (SecretSpec.Recipe("alphanumeric", ["minimum": 22, "maximum": 99]), 130),
        (SecretSpec.Recipe("alphanumeric", ["minimum": 22, "maximum": 99, "characters": ["digits"]]), 73),
        (.password(length: 22, symbols: false), 128),
    ])
    func `entropy is that of the shortest`(recipe: SecretSpec.Recipe, bits: Int) {
        #expect(SecretKinds.known.read(recipe, among: [])?.entropy.map { Int($0) } == bits)
    }

    @Test func `each default is written as its key's value is`() throws {
        for kind in SecretKinds.known.declarations {
            for field in kind.fields {
                guard let text = field.defaultValue else { continue }
                let findings = Findings()
                let report = findings.reporter(for: SourceText(file: "default", bytes: Array(text.utf8)))
                let node = try #require(try YAML.parse(Array(text.utf8)))
                ShapeChecker(report: report).check(node, field.shape, subject: "\(kind.name).\(field.key)")
                #expect(findings.sorted.map(\.message) == [])
                #expect(!field.isRequired, "\(kind.name).\(field.key) has a default")
            }
        }
    }
}
