import JSON
import Plan
import Secrets
import TestSupport
import Testing

@testable import AppSpec

/// A kind is its file, and a line in the list of kinds: ``PinSecret`` is known to nothing else.
@Suite struct KindInOneFileTests {
    private let kinds = SecretKinds(SecretKinds.known.all + [PinSecret.self])

    private func compile(_ secret: String) throws -> Compilation {
        let folder = TemporaryFolder()
        try folder.write("compose.yml", "services: { a: { image: a:1, environment: [PIN] } }\n")
        try folder.write(
            "app.yaml",
            """
            schema: 1
            name: demo
            version: "1"
            stack: { compose: compose.yml }
            parameters: { domain: { type: hostname, label: Domain } }
            secrets:
              PIN: \(secret)
            env: { PIN: "{{ secrets.PIN }}", URL: "http://a/{{ secrets.PIN }}" }

            """)
        return Compiler.compile(path: folder.file("app.yaml"), kinds: kinds)
    }

    @Test func `the schema and the reference page say what it is`() {
        #expect(ReferencePage.text(kinds).contains("`kind: pin`: Digits, in groups."))
        #expect(ReferencePage.text(kinds).contains("| `digits` | a whole number from 4 to 64 | default: 6 |"))
        #expect(JSONSchema.text(kinds).contains(#""const": "pin""#))
    }

    @Test func `a plan says how it is made, and a machine makes it`() throws {
        let compilation = try compile(#"{ kind: pin, digits: 40, groups: 4, before: "{{ parameters.domain }}:" }"#)
        var plan = try #require(compilation.spec).plan(for: ProviderID("generic"))
        plan = try JSONCoder.decode(Plan.self, from: try JSONCoder.encode(plan))
        let recipe = try #require(plan.secrets.first).recipe
        #expect(recipe.parts.contains(.parameter("domain")))
        let made = try Generator(plan.secrets, kinds: kinds).make(recipe) { part in
            if case .text(let text) = part { text } else { "example.com" }
        }
        #expect(made.value.revealed.wholeMatch(of: /example\.com:[0-9]{10}( [0-9]{10}){3}/) != nil)
        #expect(throws: (any Error).self) { try Generator(plan.secrets).make(recipe) { _ in "" } }
    }

    @Test func `what is wrong is said at its place, with help`() throws {
        let errors = try compile("{ kind: pin, digits: 40, groups: 7 }").diagnostics.filter { $0.severity == .error }
        #expect(errors.map(\.message) == ["groups cannot all be as long"])
        #expect(errors.map(\.help) == ["40 must be a multiple of it"])
        #expect(errors.map(\.mark.column) == [41])
        #expect(
            try compile("{ kind: pin, digit: 40 }").diagnostics.map(\.help).contains("did you mean `digits`?"))
        #expect(try compile("{ kind: pin, rotate: restart, digits: 40 }").spec != nil)
    }

    @Test func `it is judged: its randomness, its use in a URL, what it names`() throws {
        let weak = try compile("{ kind: pin }").diagnostics.map(\.message)
        #expect(weak.contains("`PIN` has 19 bits of randomness, fewer than 128"))
        #expect(weak.contains { $0.contains("the secret `PIN` is not encoded in a URL") })
        let loop = try compile(#"{ kind: pin, before: "{{ secrets.PIN }}" }"#).diagnostics.map(\.message)
        #expect(loop.contains("secrets are derived from one another: PIN → PIN"))
    }
}
