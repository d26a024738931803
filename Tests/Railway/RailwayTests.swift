import AppSpec
import Foundation
import JSON
import Railway
import TestSupport
import Testing

@Suite struct RailwayTests {
    private let folder = TemporaryFolder()

    private func project(_ service: String, more: String = "") throws -> (files: [String: String], problems: String) {
        try folder.write(
            "compose.yaml",
            """
            services:
              web:
                image: ghcr.io/example/web:1.0.0
            \(service.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
              db:
                image: postgres:17
                environment: { POSTGRES_PASSWORD: "${KEY}" }
              cache: { image: "docker.io/library/redis:8@sha256:\(String(repeating: "0", count: 64))" }
              files:
                image: minio/minio:1
                environment: { MINIO_ROOT_PASSWORD: "${FILES_KEY}" }
            volumes: { uploads: {} }
            """)
        try folder.write(
            "app.yaml",
            """
            schema: 1
            name: demo
            title: A *demo*
            version: 1.0.0
            stack: { compose: compose.yaml }
            parameters: { greeting: { type: string, label: Words of welcome, default: hello } }
            secrets:
              KEY: { kind: hex, bytes: 16 }
              FILES_KEY: { kind: hex, bytes: 16 }
              TOKEN: { kind: hex, bytes: 16 }
            env:
              KEY: "{{ secrets.KEY }}"
              FILES_KEY: "{{ secrets.FILES_KEY }}"
              TOKEN: "{{ secrets.TOKEN }}"
              GREETING: "{{ parameters.greeting }}"
              SITE: "https://{{ address }}/"
            release: none
            railway: true
            \(more)
            """)
        let compiled = Compiler.compile(path: folder.file("app.yaml"))
        guard let spec = compiled.spec, let railway = spec.railway else { return ([:], compiled.render(color: false)) }
        let made = RailwayFiles(railway, of: spec.app, parameters: spec.parameters).files
        return (Dictionary(uniqueKeysWithValues: made.map { ($0.path, $0.text) }), compiled.render(color: false))
    }

    private static let web = """
        build: { context: src, dockerfile: docker/Own }
        command: [serve, --name, "a b"]
        restart: on-failure:3
        ports: ["8080:3000"]
        volumes: ["uploads:/srv/uploads"]
        environment:
          DATABASE_URL: "postgres://app:${KEY}@db:5432/app"
          CACHE: "redis://cache"
          STORE: "http://files:9000"
          STORE_KEY: "${FILES_KEY}"
          TOKEN: "${TOKEN}"
          GREETING: "${GREETING}"
          SITE: "${SITE}"
          MODE: production
          NOT_DB: "https://db.example.com/db"
        """

    @Test func `a service that is built gets what Railway's schema has`() throws {
        let made = try project(
            Self.web, more: "ready: [{ http: \"http://127.0.0.1:8080/api/health\", within: 90s }]\n")
        let text = try #require(made.files["railway/web/railway.json"], "\(made.problems)")
        let json = try JSONValue(parsing: Array(text.utf8))
        #expect(json["$schema"]?.asText == "https://railway.com/railway.schema.json")
        #expect(json["build"]?["builder"]?.asText == "DOCKERFILE")
        #expect(json["build"]?["dockerfilePath"]?.asText == "docker/Own")
        #expect(json["deploy"]?["startCommand"]?.asText == "serve --name 'a b'")
        #expect(json["deploy"]?["healthcheckPath"]?.asText == "/api/health")
        #expect(json["deploy"]?["healthcheckTimeout"] == .number("90"))
        #expect(json["deploy"]?["restartPolicyType"]?.asText == "ON_FAILURE")
        #expect(made.files.count == 2)
    }

    @Test func `the page says what each variable is set to, and no secret`() throws {
        let made = try project(Self.web)
        let page = try #require(made.files["railway/RAILWAY.md"], "\(made.problems)")
        for line in [
            "# A \\*demo\\* on Railway", "Add these databases of Railway's to the project: PostgreSQL, Redis.",
            "Railway has nothing in place of `files`: rent or run that elsewhere.",
            "- Root directory: `src` from there.",
            "- A volume, mounted at `/srv/uploads`.", "- `DATABASE_URL`: `${{Postgres.DATABASE_URL}}`.",
            "- `CACHE`: `${{Redis.REDIS_URL}}`.", "- `STORE`: the address of what you have in place of `files`.",
            "- `STORE_KEY`: the key of what you have in place of `files`.",
            "- `TOKEN`: a secret that you make, such as by `openssl rand -hex 32`.",
            "- `GREETING`: Words of welcome (`hello` elsewhere).", "- `SITE`: `https://${{RAILWAY_PUBLIC_DOMAIN}}/`.",
            "- `MODE`: `production`.", "- `NOT_DB`: `https://db.example.com/db`.",
        ] {
            #expect(page.split(separator: "\n").map(String.init).contains(line), "\(line)\n\(page)")
        }
    }

    @Test func `without anything to build it is refused`() throws {
        let refused = try project("command: [serve]")
        #expect(refused.files.isEmpty && refused.problems.contains("no service of the Compose file has `build`"))
        #expect(refused.problems.contains("build: { context: ., dockerfile: Dockerfile }"))
    }
}
