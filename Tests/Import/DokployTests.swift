import AppSpec
import Import
import TestSupport
import Testing

@Suite struct DokployTests {
    private static let compose = """
        services:
          web:
            image: acme/web:1.2.3
            environment:
              - URL=${URL}
              - DB_URL=postgres://app:${DB_PASSWORD}@db/app
              - TOKEN=${TOKEN}
              - MODE=${MODE}
              - ANON=${ANON}
            volumes:
              - ../files/web.conf:/etc/web.conf
              - "../files/data:/data"
          db:
            image: postgres:16.4
            environment: { POSTGRES_PASSWORD: "${DB_PASSWORD}" }
            volumes: [db:/var/lib/postgresql/data]
        volumes: { db: {} }
        """
    private static let template = #"""
        [variables]
        main_domain = "${domain}" # what people open
        db_password = "${password:40}"
        key = "${base64:48}"
        jwt_secret = "${password:32}"
        payload = """{ "role": "anon", "exp": ${timestamps:2030-01-01T00:00:00Z} }"""

        [config]
        env = [
          "# a comment",
          'URL=https://${main_domain}/start',
          "DB_PASSWORD=${db_password}",
          "TOKEN=${hash:20}", "MODE=\"production\"",
          "ANON=${jwt:jwt_secret:payload}",
        ]

        [[config.domains]]
        serviceName = "web"
        port = 3_000
        host = "${main_domain}"

        [[config.mounts]]
        filePath = "/web.conf"
        content = """
        key = ${key}
        home = ${HOME}
        """
        """#

    @Test func `a template's values, ports and files are those of the app`() throws {
        let imported = try Imported(Self.compose, template: Self.template)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.app.report.refusals.isEmpty, "\(imported.app.report.text)")
        let app = imported.text("app.yaml")
        #expect(app.contains("URL: \"https://{{ address }}/start\"\n"))
        #expect(app.contains("DB_PASSWORD: \"{{ secrets.db_password }}\"\n"))
        #expect(app.contains("  db_password:\n    kind: alphanumeric\n    length: 40\n"))
        #expect(app.contains("TOKEN: \"{{ secrets.TOKEN }}\"\n"))
        #expect(app.contains("  TOKEN:\n    kind: hex\n    length: 20\n"))
        #expect(app.contains("MODE: production\n"))
        #expect(app.contains("kind: jwt\n    key: jwt_secret\n"))
        #expect(app.contains("role: anon"))
        #expect(imported.text("files/web.conf") == "key = {{ secrets.key }}\nhome = ${HOME}\n")
        let spec = try #require(imported.compilation.spec)
        #expect(spec.firewall.map(\.description) == ["22/tcp", "80/tcp", "443/tcp", "443/udp"])
        #expect(spec.stack.edge?.exposures.map(\.port) == [3000])
        #expect(!imported.text("compose.yaml").contains("ports:"))
        #expect(imported.items(.changed).contains { $0.contains("where Dokploy has a proxy") })
        #expect(imported.text("compose.yaml").contains("- ./files/web.conf:/etc/web.conf\n"))
        #expect(app.contains("path: \"./files/data\"") || app.contains("path: ./files/data"))
    }

    @Test func `what a template has and an app cannot is refused with its line`() throws {
        let template = """
            [[config.domains]]
            serviceName = "nobody"
            port = 80
            host = "${domain}"
            [[config.domains]]
            serviceName = "web"
            port = 80
            path = "/api"
            host = "${domain}"
            """
        let imported = try Imported("services: { web: { image: \"web:1\" } }", template: template)
        let text = imported.app.report.text
        #expect(text.contains("template.toml:1: there is no service `nobody`"))
        #expect(text.contains("template.toml:5: `web` had the path `/api`"))
    }

    @Test(arguments: [
        ("a = ", "template.toml:1: this is no value"), ("\na = 'b", "template.toml:2: the text that begins here"),
        ("a = 1\na = 2", "template.toml:2: `a` is set twice"), ("[a\nb = 1", "template.toml:1: `]` is missing"),
        ("a = " + String(repeating: "[", count: 5000), "template.toml:1: nested too deep"),
        ("a = 1 b", "template.toml:1: something follows"),
    ])
    func `a template that is no TOML is refused`(template: String, message: String) throws {
        let imported = try Imported("services: { web: { image: \"web:1\" } }", template: template)
        #expect(imported.app.files.isEmpty)
        #expect(imported.app.report.text.contains(message), "\(imported.app.report.text)")
    }

    @Test func `damaged templates never crash`() throws {
        try Fuzzing.run("template.toml", rounds: 300) { bytes in
            let importer = Importer(file: "in.yaml", base: "demo", examples: nil) { _ in nil }
            var changed = importer
            changed.dokploy = bytes
            _ = changed.run(Array(Self.compose.utf8))
        }
    }
}
