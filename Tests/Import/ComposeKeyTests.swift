import AppSpec
import Import
import TestSupport
import Testing

/// Keys of Compose that name files and variables.
@Suite struct ComposeKeyTests {
    private static let web = "services:\n  web:\n    image: acme/web:1.2.3\n    ports: [\"80:80\"]\n"

    @Test(arguments: ["seccomp:./profile.json", "seccomp=profile.json"])
    func `a seccomp profile is taken along, and named where it is missing`(option: String) throws {
        let compose = Self.web + "    security_opt: [\"\(option)\", \"apparmor=name\", \"no-new-privileges:true\"]\n"
        let imported = try Imported(compose, beside: ["profile.json": "{}"])
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.compilation.spec?.stack.files.map(\.path) == ["compose.yaml", "profile.json"])
        let missing = try Imported(compose)
        #expect(missing.errors.count == 1)
        #expect(missing.errors.first?.contains("seccomp profile") == true)
        #expect(try Imported(Self.web + "    security_opt: [\"seccomp:unconfined\"]\n").errors.isEmpty)
    }

    @Test func `a secret of a variable without a value is made by each machine`() throws {
        let imported = try Imported(
            Self.web + """
                    secrets: [tok, mail]
                    configs: [title]
                secrets:
                  tok: { environment: TOK }
                  mail: { environment: SMTP_RELAY }
                configs:
                  title: { environment: SITE_TITLE }
                """)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let app = imported.text("app.yaml")
        #expect(app.contains("  TOK: \"{{ secrets.TOK }}\"\n"))
        #expect(app.contains("  SMTP_RELAY: \"{{ parameters.smtp_relay }}\"\n"))
        #expect(app.contains("  SITE_TITLE: \"{{ parameters.site_title }}\"\n"))
        let spec = try #require(imported.compilation.spec)
        #expect(spec.parameters.first { $0.name == "smtp_relay" }?.kind == .password)
        #expect(spec.parameters.first { $0.name == "site_title" }?.isRequired == true)
    }

    @Test func `an environment without dashes is a list`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2.3
                environment:
                  # Two of them.
                  CERTS=/certs
                  HOST=tcp://a:1
                ports: ["80:80"]
            """)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(
            imported.text("compose.yaml").contains(
                "    environment:\n      - \"CERTS=/certs\"\n      - \"HOST=tcp://a:1\"\n    ports:"))
        let text = try Imported("services:\n  web:\n    image: a:1\n    environment: hello\n")
        #expect(!text.errors.isEmpty)
    }

    @Test func `an overlay does not take the name of a file that is extended, included or mounted`() throws {
        let base = Self.web.replacing("\"80:80\"]", with: "\"80:80\"]\n    extends: { file: common.yaml, service: a }")
        let imported = try Imported(
            base + "include: [more.yaml]\n",
            beside: [
                "common.yaml": "services: { a: { image: acme/a:1, init: true } }\n",
                "more.yaml": "services: { b: { image: acme/b:1.2 } }\n",
            ],
            overlays: [
                "prod/common.yaml": "services: { web: { restart: always } }\n",
                "prod/more.yaml": "services: { web: { hostname: x } }\n",
            ])
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let spec = try #require(imported.compilation.spec)
        #expect(spec.stack.composeFiles == ["compose.yaml", "compose.overlay.yaml", "compose.overlay-2.yaml"])
        #expect(imported.text("common.yaml").contains("init: true"))
        #expect(imported.text("more.yaml").contains("acme/b"))
        #expect(Set(imported.app.files.map(\.path)).count == imported.app.files.count)
    }

    @Test(arguments: ["include: [compose.yaml]\n", "configs: { a: { file: ./app.yaml } }\n"])
    func `a named file that the app has itself is refused with its line`(more: String) throws {
        let imported = try Imported(Self.web + more, beside: ["compose.yaml": "services: {}\n", "app.yaml": "a"])
        #expect(imported.app.report.refusals.map(\.line) == [5])
        #expect(imported.app.report.refusals[0].text.contains("the app has a file of its own there"))
    }

    @Test func `an included file's own environment file goes along, and its values hold`() throws {
        let imported = try Imported(
            Self.web + "include:\n  - path: more.yaml\n    env_file: more.env\n",
            beside: [
                "more.yaml": "services: { b: { image: 'acme/b:${TAG}', environment: { A: '${MODE}' } } }\n",
                "more.env": "TAG=1.2\nMODE=fast\n",
            ])
        #expect(imported.text("more.env") == "TAG=1.2\nMODE=fast\n")
        #expect(!imported.text("app.yaml").contains("MODE"))
        #expect(imported.compilation.spec?.stack.files.contains { $0.path == "more.env" } == true)
    }

    @Test(arguments: [
        ("acme", "nginx:1.29.2", "acmeinc/acme_cloud:0.9.149", "0.9.149"),
        ("shop", "caddy:2.8", "acme/store:v3.4.5-alpine", "3.4.5"),
        ("nginx", "nginx:1.29.2", "acme/exporter:0.4", "1.29.2"),
        ("forge-with-runner", "acme/forge:15", "acme/forge-runner:3.5.0", "15"),
        ("forge", "acme/forge:latest", "acme/forge-runner:3.5.0", "1.0.0"),
        ("shop", "nginx:1.29.2", "acme/store:2.0.0-rc1", "1.0.0"),
        ("shop", "nginx:1.29.2", "postgres:16.4", "1.29.2"),
    ])
    func `the version is the app's own`(base: String, front: String, other: String, version: String) throws {
        let imported = try Imported(
            "services: { web: { image: '\(front)', ports: ['80:80'] }, other: { image: '\(other)' } }", base: base)
        #expect(imported.compilation.spec?.app.version == version)
    }

    @Test func `profiles of the env file hold`() throws {
        let imported = try Imported(
            Self.web + "  extra: { image: acme/extra:1.2, profiles: [more] }\n", examples: "COMPOSE_PROFILES=more\n")
        #expect(imported.text("app.yaml").contains("  COMPOSE_PROFILES: more\n"))
        #expect(imported.errors.isEmpty)
    }

    @Test func `lines are counted as YAML counts them`() throws {
        let imported = try Imported(
            "# a\u{85}# b\u{2028}services:\r\n  web:\r    image: acme/web:1.2\n    environment: { A_PASSWORD: swordfish77 }\n"
        )
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.text("compose.yaml").contains("{ A_PASSWORD: \"${A_PASSWORD}\" }"))
    }
}
