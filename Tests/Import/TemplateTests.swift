import AppSpec
import Foundation
import Import
import TestSupport
import Testing

@Suite struct TemplateTests {
    private static let header = "# documentation: https://example.com\n# slogan: A demo\n# port: 3000\n\n"

    @Test func `Coolify's variables become secrets and addresses`() throws {
        let imported = try Imported(
            Self.header + """
                services:
                  web-app:
                    image: acme/web:2.1
                    environment:
                      - SERVICE_URL_WEBAPP_3000
                      - URL=$SERVICE_URL_WEBAPP
                      - HOST=${SERVICE_FQDN_WEBAPP}
                      - DSN=postgres://$SERVICE_USER_DB:$SERVICE_PASSWORD_DB@db/app
                      - KEY=${SERVICE_REALBASE64_64_KEY}
                      - SHORT=${SERVICE_PASSWORD_64_SHORT}
                      - HEX=${SERVICE_HEX_32_KEY}
                      - ANON=${SERVICE_SUPABASEANON_KEY}
                      - JWT=${SERVICE_PASSWORD_JWT}
                    volumes: [data:/data]
                """)
        #expect(imported.errors.isEmpty)
        #expect(imported.app.report.refusals.isEmpty)
        let spec = try #require(imported.compilation.spec)
        #expect(spec.secrets.count == 7)
        #expect(imported.text("app.yaml").contains("SERVICE_URL_WEBAPP: \"https://{{ address }}\"\n"))
        #expect(imported.text("app.yaml").contains("SERVICE_FQDN_WEBAPP: \"{{ address }}\"\n"))
        #expect(imported.text("app.yaml").contains("kind: base64\n    bytes: 64\n"))
        #expect(imported.text("app.yaml").contains("kind: jwt\n    key: SERVICE_PASSWORD_JWT\n"))
        #expect(imported.text("app.yaml").contains("expose:\n  - service: web-app\n    port: 3000\n"))
        #expect(!imported.text("compose.yaml").contains("ports:"))
        #expect(imported.text("compose.yaml").hasSuffix("\nvolumes:\n  data: {}\n"))
        #expect(spec.firewall.map(\.description) == ["22/tcp", "80/tcp", "443/tcp", "443/udp"])
    }

    @Test func `what the proxy leads to is the app's address, also beside other ports`() throws {
        let imported = try Imported(
            Self.header + """
                services:
                  sync:
                    image: acme/sync:2.1
                    environment: [SERVICE_URL_SYNC_3000, "PORT=${SYNC_PORT:-22000}"]
                    ports: ["${SYNC_PORT}:22000/tcp", "21027:21027/udp"]
                """)
        #expect(imported.errors.isEmpty)
        let spec = try #require(imported.compilation.spec)
        let edge = ["80/tcp", "443/tcp", "443/udp"]
        #expect(spec.firewall.map(\.description) == ["22/tcp"] + edge + ["22000/tcp", "21027/udp"])
        #expect(imported.text("app.yaml").contains("ready:\n  - http: \"https://{{ address }}/\"\n"))
        #expect(imported.text("app.yaml").contains("value: \"https://{{ address }}\"\n"))
    }

    @Test func `a file's content is laid down, and Coolify's keys go`() throws {
        let imported = try Imported(
            Self.header + """
                services:
                  web:
                    image: acme/web:2.1
                    exclude_from_hc: true
                    volumes:
                      - type: bind
                        source: ./start.sh
                        target: /start.sh
                        mode: "0755"
                        content: |
                          #!/bin/sh
                          echo "$HOME"

                          exec web
                      - type: bind
                        source: ~/files
                        target: /files
                        is_directory: true
                """)
        #expect(imported.errors.isEmpty)
        #expect(imported.app.report.refusals.isEmpty)
        #expect(imported.text("start.sh") == "#!/bin/sh\necho \"$HOME\"\n\nexec web\n")
        #expect(imported.text("app.yaml").contains("    - from: start.sh\n      mode: \"0755\"\n    - folder: files\n"))
        let compose = imported.text("compose.yaml")
        for gone in ["content", "echo", "is_directory", "exclude_from_hc", "mode", "~"] {
            #expect(!compose.contains(gone), "\(gone)")
        }
        #expect(imported.items(.leftOut).count == 4)
    }

    @Test func `a second address gets a port of its own and is named, and a path is refused with its line`() throws {
        let imported = try Imported(
            Self.header + """
                services:
                  web:
                    image: acme/web:2.1
                    environment:
                      - SERVICE_URL_WEB_3000
                      - API=${SERVICE_URL_API}
                  api:
                    image: acme/api:2.1
                    environment:
                      - SERVICE_URL_API_8080
                  live:
                    image: acme/live:2.1
                    environment:
                      - SERVICE_URL_WEB=/live
                """)
        #expect(imported.errors.isEmpty)
        #expect(imported.text("app.yaml").contains("SERVICE_URL_API: \"http://{{ address }}:8080\"\n"))
        #expect(imported.text("app.yaml").contains("expose:\n  - service: web\n    port: 3000\n\n"))
        #expect(imported.items(.review).contains { $0.hasPrefix("`api` had an address of its own (`API`)") })
        #expect(imported.app.report.refusals.map(\.line) == [18])
    }

    @Test func `Coolify's required variables have their usual value after the question mark`() throws {
        let imported = try Imported(
            Self.header + """
                services:
                  web:
                    image: acme/web:2.1
                    environment:
                      - USER_ID=${USER_ID:?1000}
                      - FLAG=${FLAG:?true}
                      - BUCKET=${BUCKET:?}
                """)
        #expect(imported.errors.isEmpty)
        let app = imported.text("app.yaml")
        #expect(app.contains("  user_id:\n    type: string\n    label: \"User ID\"\n    default: \"1000\"\n"))
        #expect(app.contains("  flag:\n    type: boolean\n    label: Flag\n    default: true\n"))
        #expect(imported.compilation.spec?.parameters.first { $0.name == "bucket" }?.isRequired == true)
    }

    /// The templates are in the sources of nobody's release, so they may be missing.
    @Test(.enabled(if: Templates.folder != nil)) func `at least 95 of 100 templates pass`() throws {
        let folder = try #require(Templates.folder)
        var passed = 0
        var failures: [String] = []
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
        for name in names.sorted() {
            let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
            let imported = try Imported(text, base: String(name.dropLast(".yaml".count)))
            if imported.compilation.spec != nil, imported.app.report.refusals.isEmpty {
                passed += 1
            } else {
                failures.append("\(name): \(imported.app.report.refusals.first?.text ?? imported.errors.first ?? "")")
                // What is not taken is explained.
                #expect(imported.app.report.refusals.first != nil || !imported.errors.isEmpty)
            }
        }
        #expect(names.count > 100)
        #expect(passed * 100 >= names.count * 95, "\(failures.joined(separator: "\n"))")
    }
}

enum Templates {
    /// Coolify's templates: LANDFALL_TEMPLATES, or a folder `shared/coolify` above this checkout.
    static let folder: String? = {
        if let named = ProcessInfo.processInfo.environment["LANDFALL_TEMPLATES"] { return named }
        var place = Golden.repository
        while place.path != "/" {
            let candidate = place.appendingPathComponent("shared/coolify").path
            if FileManager.default.fileExists(atPath: candidate) { return candidate }
            place = place.deletingLastPathComponent().standardizedFileURL
        }
        return nil
    }()
}
