import Findings
import Testing

@Suite struct LiteralSecretTests {
    private func findings(_ environment: String, app: String = "") throws -> [String] {
        try Project(compose: "services:\n  db: { image: db:1, environment: \(environment) }", app: app).findings
    }

    @Test(arguments: [
        "{ POSTGRES_PASSWORD: postgres }", "[POSTGRES_PASSWORD=postgres]",
        "[\"POSTGRES_PASSWORD=${DB_PASSWORD:-postgres}\"]",
    ])
    func `a password that is written out is the same on every machine`(environment: String) throws {
        #expect(try findings(environment) == ["warning 2: every machine would have the same `POSTGRES_PASSWORD`"])
    }

    @Test func `so is one in a URL, or in env`() throws {
        #expect(
            try findings("[\"DATABASE_URL=postgres://app:hunter22@db/app\"]") == [
                "warning 2: every machine would have the same password in `DATABASE_URL`"
            ])
        #expect(
            try findings("[\"K=${API_KEY}\"]", app: "env: { API_KEY: abcdefgh }") == [
                "warning 5: every machine would have the same `API_KEY`"
            ])
    }

    @Test(arguments: [
        "{ POSTGRES_PASSWORD_FILE: /run/secrets/db }", "{ MYSQL_RANDOM_ROOT_PASSWORD: \"yes\" }",
        "{ ALLOW_EMPTY_PASSWORD: \"yes\" }", "{ MAX_TOKEN: 4096 }", "{ DISABLE_PASSWORD: \"true\" }", "[PGPASSWORD]",
        "{ URL: \"https://example.com:8080/a@b\" }", "{ SECRET: \"\" }",
    ])
    func `these are none`(environment: String) throws {
        #expect(try findings(environment) == [])
    }

    @Test func `a machine's own secret is none`() throws {
        let app = "secrets: { DB: { kind: hex, bytes: 16 } }\nenv: { DB: \"{{ secrets.DB }}\" }"
        #expect(try findings("[\"POSTGRES_PASSWORD=${DB:-postgres}\"]", app: app) == [])
    }
}
