import Import
import TestSupport
import Testing

/// What the Compose files of large projects have, in small files of our own.
@Suite struct UpstreamTests {
    @Test func `a password in an address of the env file is the database's secret`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2.3
                environment:
                  DATABASE_URL: ${DATABASE_URL:-postgres://app:swordfish@db:5432/app}
                  CACHE_URL: ${CACHE_URL}
              db:
                image: postgres:16
                environment: { POSTGRES_PASSWORD: "${POSTGRES_PASSWORD:-swordfish}" }
              cache:
                image: acme/cache:1
                environment: { CACHE_PASSWORD: "${CACHE_PASSWORD}" }
            """,
            examples: """
                DATABASE_URL=postgres://app:swordfish@localhost:5432/app
                # openssl rand -base64 32
                CACHE_PASSWORD=guppy-and-trout
                CACHE_URL=redis://:guppy-and-trout@cache/0
                """)
        #expect(imported.errors.isEmpty)
        let app = imported.text("app.yaml")
        // The Compose file's own address leads to a service, and the env file's does not.
        #expect(app.contains("DATABASE_URL: \"postgres://app:{{ secrets.POSTGRES_PASSWORD }}@db:5432/app\"\n"))
        #expect(app.contains("CACHE_URL: \"redis://:{{ secrets.CACHE_PASSWORD | urlencode }}@cache/0\"\n"))
        #expect(!app.contains("swordfish") && !app.contains("guppy"))
    }

    /// Header `{"alg":"HS256","typ":"JWT"}`, payload `{"role":"reader","iat":0,"exp":864000}`.
    private static let token =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoicmVhZGVyIiwiaWF0IjowLCJleHAiOjg2NDAwMH0.c2ln"

    @Test func `a signed token gets a new signature by the file's JWT secret`() throws {
        let compose = """
            services:
              web:
                image: acme/web:1.2.3
                environment: { KEY: "${READER_KEY}", JWT_SECRET: "${JWT_SECRET}" }
            """
        let imported = try Imported(compose, examples: "READER_KEY=\(Self.token)\nJWT_SECRET=change-me\n")
        #expect(imported.errors.isEmpty)
        #expect(
            imported.text("app.yaml").contains(
                "  READER_KEY:\n    kind: jwt\n    key: JWT_SECRET\n    claims:\n      role: reader\n    days: 10\n"))
        let alone = try Imported(
            "services: { web: { image: 'acme/web:1.2', environment: { KEY: '${READER_KEY}' } } }",
            examples: "READER_KEY=\(Self.token)\n")
        #expect(alone.items(.review).contains { $0.hasPrefix("`READER_KEY` is a signed token") })
    }

    @Test func `a password's hash is pointed out`() throws {
        let imported = try Imported(
            "services: { web: { image: 'acme/web:1.2', environment: { USERS: '${USERS}' } } }",
            examples: "USERS='admin:$apr1$abcdefgh$ijklmnopqrstuvwxyz0123'\n")
        #expect(imported.errors.isEmpty)
        #expect(imported.items(.review).contains { $0.hasPrefix("`USERS` is a password's hash") })
    }

    @Test func `a folder that several services mount is laid down once, with what was found in it`() throws {
        let imported = try Imported(
            """
            services:
              a: { image: acme/a:1.2, volumes: ["./conf/a.conf:/a.conf", "./conf:/conf"] }
              b: { image: acme/b:1.2, volumes: ["./conf:/conf", "./conf/a.conf:/a.conf"] }
            """, beside: ["conf/a.conf": "a", "conf/b.conf": "b"])
        #expect(imported.errors.isEmpty)
        #expect(imported.text("app.yaml").contains("  files:\n    - from: conf\n\n"))
        #expect(imported.text("conf/b.conf") == "b")
    }

    @Test func `items of a backup get names where their usual ones are taken or not possible`() throws {
        let imported = try Imported(
            """
            services:
              a:
                image: acme/a:1.2
                volumes: ["/srv/one/data:/a", "/srv/two//data:/b", "./.hidden:/c"]
            """)
        #expect(imported.errors.isEmpty)
        let app = imported.text("app.yaml")
        #expect(app.contains("  - path: /srv/one/data\n  - path: /srv/two/data\n    name: srv-two-data\n"))
        #expect(app.contains("  - path: \"./.hidden\"\n    name: hidden\n"))
    }

    @Test func `PostgreSQL 18 keeps its data one folder higher`() throws {
        let imported = try Imported(
            "services: { db: { image: 'postgres:18', volumes: ['data:/var/lib/postgresql/data'] } }\nvolumes: { data: }\n"
        )
        #expect(imported.errors.isEmpty)
        #expect(imported.text("compose.yaml").contains("\"data:/var/lib/postgresql\""))
    }

    @Test func `volumes with a slash in their names are renamed everywhere`() throws {
        let imported = try Imported(
            """
            services:
              web: { image: acme/web:1.2, volumes: ["store/logs:/logs"] }
              job: { image: acme/job:1.2, volumes: ["store/logs:/logs"] }
            """)
        #expect(imported.errors.isEmpty)
        #expect(imported.text("compose.yaml").hasSuffix("\nvolumes:\n  store-logs: {}\n"))
        #expect(imported.text("app.yaml").hasSuffix("backup:\n  - volume: store-logs\n"))
    }

    @Test func `a mount's source without a value is a folder, and a port without one is refused`() throws {
        let compose = "services: { web: { image: 'acme/web:1.2', volumes: ['${DATA}:/data'], ports: ['80:80'] } }"
        let imported = try Imported(compose)
        #expect(imported.errors.isEmpty)
        #expect(imported.text("app.yaml").contains("  DATA: \"./data\"\n"))
        let port = try Imported(compose.replacing("80:80", with: "${PORT}"))
        #expect(
            port.app.report.refusals.map(\.text).filter { $0.hasPrefix("`PORT` is a port without a value") }.count == 1)
    }

    @Test func `variables of included files get values`() throws {
        let imported = try Imported(
            "include: [more.yaml]\nservices: { web: { image: 'acme/web:1.2' } }\n",
            examples: "DB_PASSWORD=change-me\n",
            beside: [
                "more.yaml": "services: { db: { image: 'acme/db:1', environment: { PW: '${DB_PASSWORD}' } } }\n"
            ])
        #expect(imported.errors.isEmpty)
        #expect(imported.text("app.yaml").contains("DB_PASSWORD: \"{{ secrets.DB_PASSWORD }}\"\n"))
    }

    @Test func `an address on a TLS port is https`() throws {
        let imported = try Imported("services: { web: { image: 'acme/web:1.2', ports: ['8443:443'] } }")
        #expect(imported.text("app.yaml").contains("value: \"https://{{ address }}:8443\"\n"))
    }

    @Test func `what an anchor repeats is said once`() throws {
        let imported = try Imported(
            """
            x-base: &base
              image: acme/web
              build: .
            services:
              a: *base
              b: *base
            """)
        #expect(imported.items(.review).filter { $0.contains("is built from source") }.count == 1)
        #expect(imported.items(.review).filter { $0.contains("another one next month") }.count == 1)
    }
}
