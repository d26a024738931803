import AppSpec
import Import
import Plan
import TestSupport
import Testing

@Suite struct OverlayTests {
    private static let base = """
        services:
          web:
            image: acme/web:1.2.3
            ports: ["3000:3000"]
            environment: { DB_PASSWORD: hunter2secret9 }
        """
    private static let overlay = """
        # Kept.
        services:
          web:
            environment:
              SECRET_KEY: ${SECRET_KEY}
            volumes: ["data:/data", "./prod.conf:/etc/prod.conf:ro"]
          db:
            image: postgres:16.4
            environment: [ "POSTGRES_PASSWORD=hunter2secret9" ]
        """

    @Test func `files that are laid over one another stay so`() throws {
        let imported = try Imported(
            Self.base, beside: ["prod.conf": "x"], overlays: ["docker-compose.prod.yml": Self.overlay])
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let spec = try #require(imported.compilation.spec)
        #expect(spec.stack.composeFiles == ["compose.yaml", "docker-compose.prod.yml"])
        #expect(imported.text("docker-compose.prod.yml").hasPrefix("# Kept.\n"))
        for file in imported.app.files {
            #expect(!String(decoding: file.bytes, as: UTF8.self).contains("hunter2secret9"), "\(file.path)")
        }
        #expect(imported.text("compose.yaml").hasSuffix("volumes:\n  data: {}\n"))
        #expect(imported.app.report.text.contains("docker-compose.prod.yml:5: `SECRET_KEY`"))
        #expect(spec.stack.files.contains { $0.path == "prod.conf" })
    }

    @Test func `Compose's own override gets another name, because a machine's owner has it`() throws {
        let imported = try Imported(
            Self.base, overlays: ["compose.override.yaml": "services: { web: { restart: always } }"])
        #expect(imported.errors.isEmpty)
        #expect(
            try #require(imported.compilation.spec).stack.composeFiles == ["compose.yaml", "compose.overlay.yaml"])
    }

    @Test func `a service that an overlay takes out is gone`() throws {
        let base = Self.base + "\n  adminer:\n    image: adminer:4.8.1\n    ports: [\"8080:8080\"]\n"
        let imported = try Imported(base, overlays: ["prod.yaml": "services:\n  adminer: !reset null\n"])
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let spec = try #require(imported.compilation.spec)
        #expect(spec.stack.services.map(\.name) == ["web"])
        #expect(!spec.firewall.contains { $0.port == 8080 })
    }

    @Test func `an overlay that cannot be read is refused with its own line`() throws {
        let imported = try Imported(Self.base, overlays: ["b.yaml": "services:\n  web: [\n"])
        #expect(imported.app.files.isEmpty)
        #expect(imported.app.report.text.contains("b.yaml:3: "), "\(imported.app.report.text)")
    }

    @Test func `COMPOSE_FILE names the files`() {
        #expect(Importer.composeFiles(in: Array("COMPOSE_FILE=a.yml:b.yml\n".utf8)) == ["a.yml", "b.yml"])
        #expect(
            Importer.composeFiles(in: Array("COMPOSE_PATH_SEPARATOR=,\nCOMPOSE_FILE=a.yml,b.yml\n".utf8))
                == ["a.yml", "b.yml"])
        #expect(Importer.composeFiles(in: Array("A=b\n".utf8)) == [])
    }
}
