import AppSpec
import Import
import TestSupport
import Testing

/// Passwords in odd places: what `landfall check` finds there, an import replaces.
@Suite struct TextSecretTests {
    private static let database = """
          db:
            image: postgres:16.4
            environment: { POSTGRES_PASSWORD: hunter2 }

        """

    private static func imported(_ web: String, more: String = "", beside: [String: String] = [:]) throws -> Imported {
        let imported = try Imported(
            "services:\n  web:\n    image: acme/web:1.2\n    ports: [\"80:80\"]\n\(web)\(database)\(more)",
            beside: beside)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        return imported
    }

    /// What `check` says of the result.
    private static func shared(_ imported: Imported) -> [String] {
        imported.compilation.diagnostics.map(\.message).filter { $0.contains("every machine would have") }
    }

    @Test(arguments: [
        "    environment: { DSN: 'Server=db;User Id=app;Password=hunter2;' }\n",
        "    environment: { DSN: 'host=db user=app password=hunter2' }\n",
        "    environment: [ 'CONFIG={\"db\":{\"host\":\"db\",\"password\":\"hunter2\"}}' ]\n",
        "    environment:\n      CONFIG: |\n        db:\n          url: jdbc:postgresql://db/app\n          password: hunter2\n",
        "    environment: { DSN: 'app:hunter2@tcp(db:3306)/app' }\n",
        "    environment: { DSN: '${DSN:-Server=db;Password=hunter2}' }\n",
        "    command: serve --db-host db --db-password=hunter2\n",
        "    command: [serve, --db-password, hunter2]\n",
        "    command: |\n      serve --user ${USER_NAME:-app}\n      --db-password hunter2\n",
        "    entrypoint: sh -c 'PGPASSWORD=hunter2 psql -h db'\n",
        "    healthcheck: { test: [CMD-SHELL, 'PGPASSWORD=hunter2 psql -h db'] }\n",
        "    labels: { backup.password: hunter2 }\n", "    labels: [ backup.password=hunter2 ]\n",
    ])
    func `what another service has as its secret becomes the same one`(web: String) throws {
        let imported = try Self.imported(web)
        #expect(!imported.text("compose.yaml").contains("hunter2"), "\(imported.text("compose.yaml"))")
        #expect(
            imported.text("compose.yaml").components(of: "${POSTGRES_PASSWORD}") == 2,
            "\(imported.text("compose.yaml"))")
        #expect(Self.shared(imported).isEmpty, "\(Self.shared(imported))")
        #expect(imported.compilation.spec?.secrets.map(\.name) == ["POSTGRES_PASSWORD"])
    }

    @Test(arguments: [
        ("    environment: { CONFIG: '{\"admin\":{\"password\":\"hunter3\"}}' }\n", "CONFIG_PASSWORD"),
        ("    command: serve --admin-password hunter3\n", "WEB_ADMIN_PASSWORD"),
        ("    command: serve --pass root\n", "WEB_PASSWORD"),
        ("    labels: { backup.password: hunter3 }\n", "WEB_BACKUP_PASSWORD"),
    ])
    func `what only the service has to know becomes a secret of its own`(web: String, name: String) throws {
        let imported = try Self.imported(web)
        #expect(imported.text("compose.yaml").contains("${\(name)}"), "\(imported.text("compose.yaml"))")
        #expect(imported.text("app.yaml").contains("  \(name): \"{{ secrets.\(name) }}\"\n"))
        let report = imported.items(.secret).filter { $0.hasPrefix("`\(name)`") }
        #expect(report.count == 1, "\(imported.app.report.text)")
    }

    @Test(arguments: [
        "    environment: { STORE: 'minio|minio?accessKey=a&secretKey=hunter3' }\n",
        "    command: serve --queue-host minio --queue-password hunter3\n",
        "    environment: { QUEUE: 'amqp://guest:hunter3@minio:5672/' }\n",
    ])
    func `what another service has built in stays, and the report says so`(web: String) throws {
        let imported = try Self.imported(web, more: "  minio: { image: 'acme/minio:1.2' }\n")
        #expect(imported.text("compose.yaml").contains("hunter3"))
        #expect(imported.items(.review).contains { $0.contains("nothing says where") && !$0.contains("hunter3") })
    }

    @Test func `a password that the server has in its command is replaced at both ends, whatever it is`() throws {
        let imported = try Self.imported(
            "    environment: { CACHE: 'redis://:redis@redis:6379/0' }\n",
            more: "  redis: { image: 'redis:7.4', command: redis-server --requirepass redis }\n")
        let compose = imported.text("compose.yaml")
        #expect(compose.contains("redis://:${REDIS_PASSWORD}@redis:6379/0"), "\(compose)")
        #expect(compose.contains("--requirepass ${REDIS_PASSWORD}"), "\(compose)")
    }

    @Test func `a file that is extended or included has the same secrets`() throws {
        let imported = try Imported(
            """
            include: [more/worker.yaml]
            services:
              web:
                extends: { file: base.yaml, service: base }
                ports: ["80:80"]
              db:
                image: postgres:16.4
                environment: { POSTGRES_PASSWORD: hunter2 }
            """,
            beside: [
                "base.yaml": "services:\n  base:\n    image: acme/web:1.2 # stays\n    environment:\n"
                    + "      DSN: postgres://app:hunter2@db/app\n      APP_SECRET: hunter4\n",
                "more/worker.yaml":
                    "services:\n  worker:\n    image: acme/web:1.2\n    command: work --db-password hunter2\n",
            ])
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let (base, worker) = (imported.text("base.yaml"), imported.text("more/worker.yaml"))
        #expect(base.contains("image: acme/web:1.2 # stays\n"))
        #expect(base.contains("postgres://app:${POSTGRES_PASSWORD}@db/app"), "\(base)")
        #expect(base.contains("APP_SECRET: \"${APP_SECRET}\""), "\(base)")
        #expect(worker.contains("--db-password ${POSTGRES_PASSWORD}"), "\(worker)")
        #expect(imported.compilation.spec?.secrets.map(\.name).sorted() == ["APP_SECRET", "POSTGRES_PASSWORD"])
        #expect(imported.app.report.items.contains { $0.file == "base.yaml" && $0.line == 6 && $0.outcome == .secret })
        #expect(Self.shared(imported).isEmpty, "\(Self.shared(imported))")
    }

    @Test func `a token that the file's secret signs is signed anew, and a private key is pointed out`() throws {
        let token =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoiYW5vbiIsImlzcyI6InN1cGFiYXNlIn0.c2lnbmF0dXJl"
        let imported = try Imported(
            environment: """
                JWT_SECRET: hunter2hunter2hunter2hunter2hunter2
                ANON_KEY: \(token)
                SIGNING_PEM: "-----BEGIN PRIVATE KEY-----\\nMC4CAQAwBQYDK2VwBCIEIA==\\n-----END PRIVATE KEY-----"
                """)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.text("compose.yaml").contains("ANON_KEY: \"${ANON_KEY}\""), "\(imported.text("compose.yaml"))")
        let app = imported.text("app.yaml")
        #expect(app.contains("  ANON_KEY:\n    kind: jwt\n    key: JWT_SECRET\n"), "\(app)")
        #expect(app.contains("role: anon"))
        #expect(imported.app.report.items.contains { $0.line == 8 && $0.text.contains("key-pair") })
    }
}

extension String {
    fileprivate func components(of text: String) -> Int {
        var (count, rest) = (0, self[...])
        while let found = rest.utf8.firstRange(of: text.utf8) {
            count += 1
            rest = rest[found.upperBound...]
        }
        return count
    }
}
