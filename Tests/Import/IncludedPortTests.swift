import Import
import TestSupport
import Testing

/// Ports that a file publishes which is included or extended.
@Suite struct IncludedPortTests {
    private static let proxied = "    labels: [ traefik.http.routers.web.rule=Host(`x.example`) ]\n"

    @Test func `port 80 of an included file is seen: nothing is exposed there, and the firewall opens it`() throws {
        let imported = try Imported(
            "include: [more.yaml]\nservices:\n  web:\n    image: acme/web:1.2\n    expose: [\"3000\"]\n\(Self.proxied)",
            beside: ["more.yaml": "services:\n  front:\n    image: acme/front:1.2\n    ports: [\"80:8080\"]\n"])
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let app = imported.text("app.yaml")
        #expect(!app.contains("expose:"), "\(app)")
        #expect(app.contains("  - \"80/tcp\"\n"), "\(app)")
    }

    @Test func `port 443 of what a service extends is seen`() throws {
        let imported = try Imported(
            "services:\n  web:\n    extends: { file: base.yaml, service: front }\n"
                + "  api:\n    image: acme/api:1.2\n    expose: [\"3000\"]\n\(Self.proxied)",
            beside: ["base.yaml": "services:\n  front:\n    image: acme/front:1.2\n    ports: [\"443:8443\"]\n"])
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let app = imported.text("app.yaml")
        #expect(!app.contains("expose:"), "\(app)")
        #expect(app.contains("  - \"443/tcp\"\n"), "\(app)")
    }
}
