import AppSpec
import Import
import TestSupport
import Testing

/// Commands that a file's comments have people run.
@Suite struct CommentedCommandTests {
    private static func imported(_ comment: String) throws -> Imported {
        try Imported(
            """
            # \(comment)
            services:
              web: { image: acme/web:1.2, ports: ["80:80"], environment: { S_PASSWORD: hunter2secret9 } }
              db: { image: acme/db:1.2, environment: { S_PASSWORD: hunter2secret9 } }
            """)
    }

    @Test(arguments: [
        ("docker compose exec web ./manage.py migrate --no-input", ["./manage.py", "migrate", "--no-input"]),
        ("Then: docker-compose -f compose.yaml exec -T web rake 'db:migrate'  # once", ["rake", "db:migrate"]),
        ("Run `sudo docker compose exec -it web app install \"A B\"` when it is up.", ["app", "install", "A B"]),
    ])
    func `a command that sets the app up runs once after the start`(comment: String, words: [String]) throws {
        let imported = try Self.imported(comment)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let commands = try #require(imported.compilation.spec).afterStart
        #expect(commands.map(\.service) == ["web"])
        #expect(commands.map(\.run) == [words])
        #expect(imported.app.report.items.contains { $0.text.hasPrefix("`after_start` runs") && $0.line == 1 })
    }

    @Test(arguments: [
        "docker compose exec web bash", "docker compose exec web rake db:reset db:migrate",
        "docker compose exec -u root web app migrate", "docker compose exec web sh -c \"app migrate > $LOG\"",
        "docker compose exec web app setup --password hunter2secret9",
        "docker compose exec web occ maintenance:install --admin-user admin --admin-pass hunter2other",
        "docker compose exec web app init <name>",
        "call docker compose exec web app migrate to set it up", "docker compose run --rm web app migrate",
    ])
    func `other commands are pointed out, without their words`(comment: String) throws {
        let imported = try Self.imported(comment)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.compilation.spec?.afterStart.isEmpty == true)
        #expect(imported.items(.review).contains { $0.hasPrefix("a comment has `") })
        #expect(!imported.app.report.text.contains("hunter2"))
    }

    @Test(arguments: ["docker compose exec nobody migrate", "docker compose up -d", "docker compose exec web"])
    func `what names no command of a service is nothing`(comment: String) throws {
        let imported = try Self.imported(comment)
        #expect(imported.compilation.spec?.afterStart.isEmpty == true)
        #expect(!imported.items(.review).contains { $0.hasPrefix("a comment has `") })
    }

    @Test func `what only looks like a comment is none`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2
                ports: ["80:80"]
                command: |
                  # docker compose exec web app migrate
                  exec app
            """)
        #expect(imported.compilation.spec?.afterStart.isEmpty == true)
    }
}
