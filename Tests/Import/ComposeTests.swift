import AppSpec
import Import
import TestSupport
import Testing
import YAML

@Suite struct ComposeTests {
    private static let compose = """
        # Kept as it is.
        services:
          web:
            image: acme/web:1.2.3
            ports: ["3000:3000"]
            environment:
              DATABASE_URL: postgres://app:hunter2secret@db:5432/app
              SECRET_KEY: ${SECRET_KEY}
              BASE_URL: ${BASE_URL:-http://localhost:3000/app}
              ADMIN_EMAIL: ${ADMIN_EMAIL:?set it}
              OPENAI_API_KEY: ${OPENAI_API_KEY:-}
              ENABLE_SIGNUP: ${ENABLE_SIGNUP:-true}
            volumes:
              - ./web.conf:/etc/web.conf:ro
            healthcheck: { test: curl -f http://localhost:3000/health }
          db:
            image: postgres:16
            environment:
              - POSTGRES_PASSWORD=hunter2secret
            volumes: [data:/var/lib/postgresql/data]
        volumes:
          data:
        """
    private static let examples = "# openssl rand -hex 24\nSECRET_KEY=swordfish\n"

    private func imported() throws -> Imported {
        try Imported(Self.compose, examples: Self.examples, beside: ["web.conf": "x"])
    }

    @Test func `an imported file passes the check`() throws {
        let imported = try imported()
        #expect(imported.compilation.diagnostics.isEmpty)
        #expect(imported.app.report.refusals.isEmpty)
        #expect(imported.text("compose.yaml").hasPrefix("# Kept as it is.\nservices:\n"))
    }

    @Test func `secrets come from names, examples and comments`() throws {
        let imported = try imported()
        let app = imported.text("app.yaml")
        #expect(app.contains("  SECRET_KEY:\n    kind: hex\n    bytes: 24\n"))
        #expect(app.contains("  POSTGRES_PASSWORD:\n    kind: alphanumeric\n"))
        #expect(imported.text("compose.yaml").contains("\"postgres://app:${POSTGRES_PASSWORD}@db:5432/app\""))
        #expect(imported.text("compose.yaml").contains("- \"POSTGRES_PASSWORD=${POSTGRES_PASSWORD}\""))
    }

    @Test func `no secret of the input is in the output`() throws {
        let imported = try imported()
        for secret in ["hunter2secret", "swordfish"] {
            #expect(!imported.app.report.text.contains(secret))
            for file in imported.app.files { #expect(!String(decoding: file.bytes, as: UTF8.self).contains(secret)) }
        }
    }

    @Test func `parameters have types, and what must be given is required`() throws {
        let spec = try #require(try imported().compilation.spec)
        let parameters = Dictionary(uniqueKeysWithValues: spec.parameters.map { ($0.name, $0) })
        #expect(parameters["admin_email"]?.kind == .email)
        #expect(parameters["admin_email"]?.isRequired == true)
        #expect(parameters["openai_api_key"]?.kind == .apiToken)
        #expect(parameters["openai_api_key"]?.isRequired == false)
        #expect(parameters["enable_signup"]?.kind == .boolean)
    }

    @Test func `address, readiness and backup are found`() throws {
        let app = try imported().text("app.yaml")
        #expect(app.contains("BASE_URL: \"http://{{ address }}:3000/app\"\n"))
        #expect(app.contains("- http: \"http://127.0.0.1:3000/health\"\n"))
        #expect(app.hasSuffix("backup:\n  - postgres: db\n"))
    }

    @Test func `the default of a variable and the same literal are one secret`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2.3
                environment:
                  DB_PASSWORD: ${DB_PASSWORD:-changeme1}
              db:
                image: postgres:16
                environment:
                  POSTGRES_PASSWORD: changeme1
            """)
        #expect(imported.compilation.spec?.secrets.map(\.name) == ["DB_PASSWORD"])
        #expect(imported.text("compose.yaml").contains("POSTGRES_PASSWORD: \"${DB_PASSWORD}\""))
    }

    @Test func `one default of several variables and a literal is one secret, and an anchor is one place`() throws {
        let imported = try Imported(
            """
            services:
              worker:
                image: acme/web:1.2.3
                environment: &env
                  S3_EVENT_SECRET_ACCESS_KEY: ${S3_EVENT_SECRET_ACCESS_KEY:-miniosecret}
                  S3_MEDIA_SECRET_ACCESS_KEY: ${S3_MEDIA_SECRET_ACCESS_KEY:-miniosecret}
                  SALT: mysalt1
                  INIT_PASSWORD: ${INIT_PASSWORD:-}
              web:
                image: acme/web:1.2.3
                ports: ["3000:3000"]
                environment:
                  <<: *env
                  PUBLIC: http://localhost:3000
              minio:
                image: acme/minio:1
                environment:
                  MINIO_ROOT_PASSWORD: miniosecret
            """)
        #expect(imported.errors.isEmpty)
        #expect(imported.app.report.refusals.isEmpty)
        let app = imported.text("app.yaml")
        #expect(app.contains("S3_MEDIA_SECRET_ACCESS_KEY: \"{{ secrets.S3_EVENT_SECRET_ACCESS_KEY }}\"\n"))
        #expect(app.contains("PUBLIC: \"http://{{ address }}:3000\"\n"))
        #expect(!app.contains("INIT_PASSWORD"))
        #expect(
            imported.text("compose.yaml").contains("MINIO_ROOT_PASSWORD: \"${S3_EVENT_SECRET_ACCESS_KEY}\"\n"))
    }

    @Test func `a database's password that nothing else in the file has stays, and is reported`() throws {
        let imported = try Imported(
            """
            services:
              db:
                image: postgres:16
                environment:
                  POSTGRES_PASSWORD: postgres
            """)
        #expect(imported.text("compose.yaml").contains("POSTGRES_PASSWORD: postgres\n"))
        #expect(imported.items(.review).contains { $0.hasPrefix("`POSTGRES_PASSWORD` is the same on every machine") })
    }

    @Test func `what no machine can have is refused with its line`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2.3
                volumes:
                  - ../elsewhere:/data
            """)
        #expect(imported.app.report.refusals.map(\.line) == [5])
        #expect(try Imported("services: [").app.files.isEmpty)
        #expect(try Imported("services: [").app.report.refusals.map { $0.line != nil } == [true])
        #expect(try Imported("services: {web: {image: a:1}}", examples: "A B").app.report.refusals.count == 1)
    }

    @Test func `a reviewer's questions are asked`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:nightly
                privileged: true
                container_name: web
                volumes: [/var/run/docker.sock:/var/run/docker.sock]
                ports: ["6379:6379"]
            """)
        // A database alone stays published: it is what people are to reach.
        #expect(imported.items(.review).count == 7)
        #expect(!imported.items(.changed).contains { $0.hasPrefix("the database port 6379") })
        #expect(imported.text("app.yaml").contains("firewall:\n  - \"22/tcp\"\n"))
    }

    @Test func `importing the result again finds nothing new to change`() throws {
        let first = try imported()
        let again = try Imported(first.text("compose.yaml"), beside: ["web.conf": "x"])
        #expect(again.text("compose.yaml") == first.text("compose.yaml"))
        #expect(again.errors.isEmpty)
    }
}
