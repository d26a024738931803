import AppSpec
import Import
import TestSupport
import Testing

/// What the owner is asked, what is open, how long secrets are, and what the report says of it.
@Suite struct DecisionTests {
    @Test func `an example of a value is no default of what the owner must give`() throws {
        let imported = try Imported(
            environment: """
                A: ${ADMIN_EMAIL:?}
                B: ${SMTP_HOST:?}
                C: ${LICENSE_KEY:?}
                D: ${TZ:?}
                """,
            examples: "ADMIN_EMAIL=you@example.com\nSMTP_HOST=smtp.example.com\nLICENSE_KEY=your-license-key-here\n"
                + "TZ=Europe/Berlin\n")
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let app = imported.text("app.yaml")
        #expect(!app.contains("example.com") && !app.contains("your-license"), "\(app)")
        #expect(imported.items(.parameter).filter { $0.hasSuffix("which the owner must give") }.count == 3)
        #expect(app.contains("Time zone") && app.contains("Europe/Berlin"), "\(app)")
    }

    @Test(arguments: ["$$apr1$$abcdefgh$$ijklmnopqrstuvwxyz0123", "$$6$$salt$$0123456789abcdefghijklmnopqrstuvw"])
    func `a hash that is written out is pointed out`(hash: String) throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2
                ports: ["80:80"]
                labels: ["auth.users=admin:\(hash)"]
                environment: { ADMIN_PASSWORD: "\(hash)" }
            """)
        let found = imported.app.report.items.filter { $0.text.hasPrefix("a password's hash stands here") }
        #expect(found.map(\.line) == [5, 6])
        #expect(imported.text("compose.yaml").contains("ADMIN_PASSWORD: \"\(hash)\""))
    }

    @Test func `a service whose profile is off does not run`() throws {
        let compose = """
            services:
              tool: { image: "adminer:4.8.1", ports: ["8081:8080"], profiles: [tools] }
              web: { image: "acme/web:1.2.3", ports: ["80:80"] }
            """
        let imported = try Imported(compose)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let app = imported.text("app.yaml")
        #expect(!app.contains("8081") && app.contains("1.2.3") && !app.contains("4.8.1"), "\(app)")
        #expect(try Imported(compose, examples: "COMPOSE_PROFILES=tools\n").text("app.yaml").contains("8081"))
    }

    @Test(arguments: ["3306:3306", "0.0.0.0:3306:3306", "${DB_PORT:-3306}:3306"])
    func `a database's port is the machine's own`(port: String) throws {
        let imported = try Imported(
            """
            services:
              web: { image: "acme/web:1.2.3", ports: ["80:80"] }
              db: { image: "acme/db:1.2", ports: ["\(port)"] }
            """)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let own = port.hasPrefix("0.0.0.0:") ? "3306:3306" : port
        #expect(imported.text("compose.yaml").contains("ports: [\"127.0.0.1:\(own)\"]"))
        #expect(imported.items(.changed).contains { $0.hasPrefix("the database port 3306") })
        #expect(imported.compilation.spec?.firewall.map(\.description) == ["22/tcp", "80/tcp"])
    }

    @Test(arguments: [
        ("pwgen -s 64 1", "length: 64"), ("At least 64 characters", "length: 64"), ("run uuidgen", "length: 36"),
        ("python -c 'secrets.token_hex(24)'", "kind: hex\n    bytes: 24"), ("32 byte hex", "kind: hex\n    bytes: 32"),
        ("openssl rand -hex 24\n# Keep it safe.", "kind: hex\n    bytes: 24"),
        ("At least 8 characters", "length: 32"),
    ])
    func `the comments before a secret say how long it is`(comment: String, made: String) throws {
        let imported = try Imported(
            "services: { web: { image: 'acme/web:1.2', ports: ['80:80'], environment: { S: '${APP_SECRET}' } } }",
            examples: "# \(comment)\nAPP_SECRET=0123456789abcdeX\n")
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.text("app.yaml").contains(made), "\(imported.text("app.yaml"))")
    }

    @Test func `what the shell gave is pointed out`() throws {
        let imported = try Imported(
            "services: { web: { image: 'acme/web:1.2', ports: ['80:80'], environment: { P: '/x:${PATH}' } } }")
        #expect(imported.items(.review).contains { $0.hasPrefix("`PATH` is empty: the shell") })
    }

    @Test func `what comes from the env file is told with its line there`() throws {
        let imported = try Imported(
            "services: { web: { image: 'acme/web:1.2', ports: ['80:80'], environment: { M: '${MODE}' } } }",
            examples: "# first\n\nMODE=fast\n")
        let item = try #require(imported.app.report.items.first { $0.text.hasPrefix("`MODE` has the value") })
        #expect(item.file == "the env file")
        #expect(item.line == 3)
    }
}
