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
    }
}
