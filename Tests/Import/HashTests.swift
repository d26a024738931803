import AppSpec
import Import
import TestSupport
import Testing

@Suite struct HashTests {
    private static let hash = "2y$05$" + String(repeating: "abcdefgh", count: 6) + "ABCDE"

    @Test func `a hash in a label becomes one of a password that the owner is shown`() throws {
        let escaped = "$$" + Self.hash.split(separator: "$").joined(separator: "$$")
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2.3
                ports: ["80:80"]
                labels:
                  - "traefik.http.middlewares.a.basicauth.users=admin:\(escaped),bob:\(escaped)"
            """)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(
            imported.text("compose.yaml").contains(
                "basicauth.users=admin:${BASIC_AUTH_HASH},bob:${BASIC_AUTH_HASH_2}\""))
        let app = imported.text("app.yaml")
        #expect(app.contains("kind: bcrypt\n    of: BASIC_AUTH_PASSWORD\n    cost: 5\n    version: \"2y\"\n"))
        #expect(app.contains("value: \"{{ secrets.BASIC_AUTH_PASSWORD }}\""))
        #expect(!app.contains("value: \"{{ secrets.BASIC_AUTH_HASH"), "a person types no hash")
        #expect(!imported.app.report.text.contains("abcdefgh"))
    }

    @Test func `a hash in an env file does too`() throws {
        let imported = try Imported(
            "services: { web: { image: \"acme/web:1.2.3\", ports: [\"80:80\"], environment: { H: \"${ADMIN_PASSWORD_HASH}\" } } }",
            examples: "ADMIN_PASSWORD_HASH='$\(Self.hash)'\n")
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let app = imported.text("app.yaml")
        #expect(app.contains("ADMIN_PASSWORD_HASH: \"{{ secrets.ADMIN_PASSWORD_HASH }}\"\n"))
        #expect(app.contains("of: ADMIN_PASSWORD\n"))
        #expect(!app.contains("value: \"{{ secrets.ADMIN_PASSWORD_HASH }}\""), "a person types no hash")
    }

    @Test func `a hash that cannot be replaced leaves nothing behind`() throws {
        let escaped = "$$" + Self.hash.split(separator: "$").joined(separator: "$$")
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2.3
                ports: ["80:80"]
                command: >-
                  serve --user
                  admin:\(escaped)
            """)
        #expect(imported.app.report.refusals.map(\.line) == [5])
        #expect(imported.compilation.spec?.secrets.isEmpty == true)
        #expect(imported.text("app.yaml").contains("label: URL\n"))
        #expect(!imported.text("app.yaml").contains("PASSWORD"))
    }

    @Test(arguments: [("04", 4, false), ("12", 12, false), ("20", 16, true)])
    func `the cost stays as it is, or the report says so`(cost: String, made: Int, isSaid: Bool) throws {
        let hash = "$2b$\(cost)$" + String(repeating: "abcdefgh", count: 6) + "ABCDE"
        let imported = try Imported(
            "services: { web: { image: 'acme/web:1.2', environment: { H: '${ADMIN_HASH}' } } }",
            examples: "ADMIN_HASH='\(hash)'\n")
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.text("app.yaml").contains("    cost: \(made)\n"))
        #expect(imported.app.report.text.contains("with the cost 16 instead of 20") == isSaid)
    }
}
