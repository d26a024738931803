import AppSpec
import Import
import TestSupport
import Testing

/// Passwords that everybody knows, in the places where projects really write them.
@Suite struct KnownPasswordTests {
    @Test func `an access key is a user's name, and a command that has it is pointed out`() throws {
        let imported = try Imported(
            """
            services:
              minio:
                image: acme/minio:1.2
                environment: { MINIO_ROOT_USER: minioadmin, MINIO_ROOT_PASSWORD: minioadmin }
              app:
                image: acme/app:1.2
                ports: ["80:80"]
                environment: { S3_ACCESS_KEY: minioadmin, S3_SECRET_KEY: minioadmin }
              mc:
                image: acme/mc:1.2
                entrypoint: mc alias set m http://minio:9000 minioadmin minioadmin
            """)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let compose = imported.text("compose.yaml")
        #expect(compose.contains("S3_ACCESS_KEY: minioadmin, S3_SECRET_KEY: \"${MINIO_ROOT_PASSWORD}\""), "\(compose)")
        #expect(compose.contains("MINIO_ROOT_USER: minioadmin, MINIO_ROOT_PASSWORD: \"${MINIO_ROOT_PASSWORD}\""))
        let review = imported.app.report.items.filter { $0.text.contains("the old value of `MINIO_ROOT_PASSWORD`") }
        #expect(review.map(\.line) == [11])
    }

    @Test func `a name in the env file is that secret, also where several have one placeholder`() throws {
        let imported = try Imported(
            """
            services:
              web: { image: acme/web:1.2, ports: ["80:80"], env_file: .env }
            """,
            examples: "A_SECRET=changeme\nB_SECRET=changeme\nDB_URL=postgres://u:${A_SECRET}@db/x\nC=\"$A_SECRET\"\n")
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let app = imported.text("app.yaml")
        #expect(app.contains("  DB_URL: \"postgres://u:{{ secrets.A_SECRET }}@db/x\"\n"), "\(app)")
        #expect(app.contains("  C: \"{{ secrets.A_SECRET }}\"\n"), "\(app)")
        #expect(app.contains("  B_SECRET: \"{{ secrets.B_SECRET }}\"\n"), "\(app)")
    }

    @Test func `a name in an env file that goes along is that secret too`() throws {
        let imported = try Imported(
            """
            services:
              web: { image: acme/web:1.2, ports: ["80:80"], env_file: web.env }
            """,
            beside: ["web.env": "A_SECRET=changeme\nB_SECRET=changeme\nDB_URL=postgres://u:${A_SECRET}@db/x\n"])
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.text("web.env").contains("DB_URL=postgres://u:{{ secrets.A_SECRET }}@db/x\n"))
    }

    @Test(arguments: [
        "FERNET_KEY=81HqDtbqAb2kTz0pQm4vXy7cRn9sWe1gUj5oLf3PyPs=",
        "SECRET_KEY_V1=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        "BACKUP_PASSPHRASE1=hunter2hunter2", "DJANGO_KEY=django-insecure-abc123", "DBPASS=hunter2hunter2",
        "PASSWORD1=hunter2hunter2",
    ])
    func `a real key is no fixed value`(line: String) throws {
        let imported = try Imported(
            """
            services:
              web: { image: acme/web:1.2, ports: ["80:80"], env_file: .env }
            """, examples: line + "\n")
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let parts = line.split(separator: "=", maxSplits: 1)
        let app = imported.text("app.yaml")
        #expect(app.contains("  \(parts[0]): \"{{ secrets.\(parts[0]) }}\"\n"), "\(app)")
        #expect(!app.contains(parts[1]))
    }

    @Test(arguments: ["POSTHOG_KEY=phc_AbCdEf0123456789AbCdEf0123456789", "SORT_KEY=created_at", "VAPID_PUBLIC_KEY=x1"])
    func `a key that others give out, or that is a word, stays`(line: String) throws {
        let imported = try Imported(
            "services: { web: { image: 'acme/web:1.2', ports: ['80:80'], env_file: .env } }", examples: line + "\n")
        #expect(imported.compilation.spec?.secrets.isEmpty == true)
    }

    @Test func `Redis's password is one secret in its command, its healthcheck and addresses`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2
                ports: ["80:80"]
                environment: ["REDIS_URL=redis://:pw12345@redis:6379/0"]
              redis:
                image: redis:7.2
                command: redis-server --requirepass pw12345
                healthcheck: { test: ["CMD", "redis-cli", "-a", "pw12345", "ping"] }
            """)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let compose = imported.text("compose.yaml")
        #expect(!compose.contains("pw12345"), "\(compose)")
        #expect(compose.contains("REDIS_URL=redis://:${REDIS_PASSWORD}@redis:6379/0"), "\(compose)")
        #expect(compose.contains("--requirepass ${REDIS_PASSWORD}\""), "\(compose)")
        #expect(imported.compilation.spec?.secrets.map(\.name) == ["REDIS_PASSWORD"])
        let alone = try Imported(
            "services: { redis: { image: 'redis:7.2', command: redis-server --requirepass pw12345 } }")
        #expect(alone.text("compose.yaml").contains("\"redis-server --requirepass ${REDIS_PASSWORD}\""))
        #expect(alone.items(.secret).contains { $0.hasPrefix("`REDIS_PASSWORD`") })
    }

    @Test func `a password of an address that nothing else has is pointed out`() throws {
        let imported = try Imported(
            environment: """
                BROKER: amqp://guest:guest@rabbitmq:5672/
                DB: ${DATABASE_URL:-postgres://app:pw@db/app}
                OTHER: https://user:pass@example.com/
                """,
            more: "  rabbitmq: { image: \"rabbitmq:3.13\" }\n  db: { image: \"acme/db:1.2\" }\n")
        #expect(imported.text("compose.yaml").contains("amqp://guest:guest@rabbitmq"))
        let review = imported.app.report.items.filter { $0.text.hasPrefix("the password in the address of") }
        #expect(review.map(\.line) == [6, 7])
    }

    @Test func `the administrator's password of a database does not stay`() throws {
        let imported = try Imported(
            """
            services:
              db:
                image: mysql:8.4
                environment: { MYSQL_ROOT_PASSWORD: somewordpress, MYSQL_PASSWORD: wordpress }
                healthcheck: { test: mysqladmin ping -u root -psomewordpress }
              wordpress:
                image: wordpress:6.6
                ports: ["80:80"]
                environment: { WORDPRESS_DB_PASSWORD: wordpress }
            """)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.text("compose.yaml").contains("MYSQL_ROOT_PASSWORD: \"${MYSQL_ROOT_PASSWORD}\""))
        #expect(imported.items(.review).contains { $0.contains("the old value of `MYSQL_ROOT_PASSWORD`") })
    }

    @Test func `a dollar sign in a password is one as Compose reads it`() throws {
        let imported = try Imported(
            environment: """
                DB_PASSWORD: 'pa$$word12345'
                DB_URL: 'postgres://u:pa$$word12345@db/x?note=a$$b'
                """,
            more: "    command: serve --pw pa$$word12345\n")
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let compose = imported.text("compose.yaml")
        #expect(compose.contains("DB_PASSWORD: \"${DB_PASSWORD}\""), "\(compose)")
        #expect(compose.contains("postgres://u:${DB_PASSWORD}@db/x?note=a$$b"), "\(compose)")
        #expect(!compose.contains("word12345"), "\(compose)")
    }
}
