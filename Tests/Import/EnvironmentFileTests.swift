import Import
import TestSupport
import Testing

/// `env_file`s, and what the env file of `--env` says.
@Suite struct EnvironmentFileTests {
    private static let compose = """
        services:
          web:
            image: acme/web:1.2.3
            env_file: .env.production
            ports: ["127.0.0.1:3000:3000"]
          db:
            image: postgres:16
            environment:
              - POSTGRES_PASSWORD=
        """
    private static let sample = """
        SITE_DOMAIN=example.com
        DB_HOST=/var/run/postgresql
        CACHE_HOST=localhost
        POSTGRES_PASSWORD=
        VAPID_PRIVATE_KEY=
        VAPID_PUBLIC_KEY=
        LOGS_PUBLIC_TOKEN=your-super-secret-token
        """

    @Test func `a file that is missing becomes .env, with the values of its example`() throws {
        let imported = try Imported(Self.compose, beside: [".env.production.sample": Self.sample])
        #expect(imported.errors.isEmpty)
        #expect(imported.app.report.refusals.isEmpty)
        #expect(imported.text("compose.yaml").contains("    env_file: .env\n"))
        let app = imported.text("app.yaml")
        #expect(app.contains("  SITE_DOMAIN: \"{{ address }}\"\n"))
        #expect(app.contains("  DB_HOST: db\n"))
        #expect(app.contains("  VAPID_PRIVATE_KEY:\n    kind: vapid\n"))
        #expect(app.contains("  VAPID_PUBLIC_KEY: \"{{ secrets.VAPID_PRIVATE_KEY.public }}\"\n"))
        #expect(app.contains("  LOGS_PUBLIC_TOKEN: \"{{ secrets.LOGS_PUBLIC_TOKEN }}\"\n"))
        #expect(imported.items(.review).contains { $0.hasPrefix("`CACHE_HOST` is `localhost`") })
        #expect(try Imported(Self.compose, examples: Self.sample).text("app.yaml") == app)
    }

    @Test func `without an example it is refused with its line`() throws {
        let imported = try Imported(Self.compose)
        #expect(imported.app.report.refusals.map(\.line) == [4])
        #expect(imported.app.report.refusals[0].text.contains("--env"))
    }

    @Test func `a database without a password takes the others'`() throws {
        let imported = try Imported(Self.compose, examples: Self.sample)
        #expect(imported.text("compose.yaml").contains("- \"POSTGRES_PASSWORD=${POSTGRES_PASSWORD}\"\n"))
    }

    @Test func `what only a proxy on the computer reached is exposed, where nothing else is open`() throws {
        let imported = try Imported(Self.compose, examples: Self.sample)
        #expect(imported.text("compose.yaml").contains("ports: [\"127.0.0.1:3000:3000\"]"))
        #expect(
            imported.compilation.spec?.firewall.map(\.description) == ["22/tcp", "80/tcp", "443/tcp", "443/udp"])
        #expect(imported.compilation.spec?.stack.edge?.exposures.map(\.port) == [3000])
        let other = Self.compose.replacing(
            "    image: postgres:16", with: "    image: acme/db:1\n    ports: [\"80:80\"]")
        #expect(try Imported(other, examples: Self.sample).text("compose.yaml").contains("127.0.0.1:3000:3000"))
    }

    @Test func `secrets and addresses in a file that is there are filled in on each machine`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2.3
                env_file: [web.env, plain.env]
                ports: ["8000:8000"]
            """,
            beside: [
                "web.env": "# a note {{ x }}\nBASE_URL=replace-me\nSECRET_KEY=change-me\nMODE=fast\n",
                "plain.env": "COLOUR=red\n",
            ])
        #expect(imported.errors.isEmpty)
        #expect(
            imported.text("web.env") == "# a note {{ \"{{\" }} x }}\nBASE_URL=http://{{ address }}:8000\n"
                + "SECRET_KEY={{ secrets.SECRET_KEY }}\nMODE=fast\n")
        #expect(imported.text("app.yaml").contains("  files:\n    - from: web.env\n      render: true\n"))
        #expect(imported.text("plain.env") == "COLOUR=red\n")
        #expect(!imported.text("app.yaml").contains("plain.env"))
    }

    @Test func `the same placeholder does not make two secrets one`() throws {
        let compose = """
            services:
              web:
                image: acme/web:1.2.3
                environment: { A_PASSWORD: "${A_PASSWORD}", B_PASSWORD: "${B_PASSWORD}" }
            """
        let imported = try Imported(compose, examples: "A_PASSWORD=changeit\nB_PASSWORD=changeit\n")
        #expect(imported.compilation.spec?.secrets.map(\.name) == ["A_PASSWORD", "B_PASSWORD"])
    }
}
