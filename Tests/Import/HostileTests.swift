import Import
import TestSupport
import Testing
import YAML

@Suite struct HostileTests {
    @Test(arguments: [
        "a b/../../etc", "9lives", "ÄÖÜ", "", "docker", "a\u{1b}[31mred\nname: evil", "{{ secrets.X }}", "'\"$(id)`",
    ])
    func `any file name gives an app that passes`(base: String) throws {
        let imported = try Imported("services: { web: { image: 'acme/web:1.2' } }", base: base)
        #expect(imported.errors.isEmpty)
        #expect(imported.app.name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") })
        #expect(!imported.text("app.yaml").unicodeScalars.contains("\u{1b}"))
    }

    @Test func `values with Landfall's and YAML's own syntax stay text`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2
                environment:
                  GREETING: ${GREETING}
                  LINES: ${LINES}
            """, examples: "GREETING='{{ secrets.X }} \"a\": #b'\nLINES=\"one\\ntwo: three\"\n")
        #expect(imported.errors.isEmpty)
        let spec = try #require(imported.compilation.spec)
        #expect(spec.environment.first { $0.name == "GREETING" }?.value.literal == "{{ secrets.X }} \"a\": #b")
        #expect(spec.environment.first { $0.name == "LINES" }?.value.literal == "one\ntwo: three")
    }

    @Test func `comments of a template cannot become keys`() throws {
        let imported = try Imported(
            "# slogan: a\u{2028}x-evil: a\n# logo: x\n# port: 80\nservices: { web: { image: 'a:1' } }")
        // A line separator ends a comment, in the Compose file too.
        #expect(imported.text("compose.yaml").contains("x-evil"))
        #expect(imported.errors.isEmpty)
    }

    @Test(arguments: ["/etc/x", "../x", "a/../../x", "app.yaml", ".env"])
    func `content is written only beside the Compose file`(path: String) throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2
                volumes:
                  - type: bind
                    source: \(path)
                    target: /x
                    content: evil
            """)
        #expect(imported.app.report.refusals.count >= 1)
        #expect(imported.app.files.map(\.path) == ["app.yaml", "compose.yaml"])
    }
}
