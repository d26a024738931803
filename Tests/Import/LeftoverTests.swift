import Import
import TestSupport
import Testing

/// What secrets had in the file stands nowhere any more, and no two of them become one.
@Suite struct LeftoverTests {
    @Test func `an old value is gone from comments, labels, commands and contents`() throws {
        let imported = try Imported(
            """
            # The password is hunter2secret9, as everybody knows.
            services:
              web:
                image: acme/web:1.2.3
                ports: ["80:80"]
                labels: ["auth.pass=hunter2secret9", "url=http://a#hunter2secret9"]
                environment:
                  DB_PASSWORD: hunter2secret9 # hunter2secret9, not hunter2secret99
                  NOTE: >-
                    it is
                    hunter2secret9 # no comment
                command: ["--pass", "hunter2secret9"]
                configs: [app]
              db:
                image: acme/db:1
                environment: { ROOT_PASSWORD: hunter2secret9 }
            configs:
              app:
                content: |
                  # password
                  pass = hunter2secret9
            """)
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.app.report.refusals.isEmpty, "\(imported.app.report.text)")
        let compose = imported.text("compose.yaml")
        #expect(compose.replacing("hunter2secret99", with: "").contains("hunter2secret9") == false, "\(compose)")
        #expect(compose.hasPrefix("# The password is ${DB_PASSWORD}, as everybody knows.\n"))
        #expect(compose.contains("DB_PASSWORD: \"${DB_PASSWORD}\" # ${DB_PASSWORD}, not hunter2secret99\n"))
        #expect(compose.contains("        ${DB_PASSWORD} # no comment\n"))
        #expect(compose.contains("command: [\"--pass\", \"${DB_PASSWORD}\"]\n"))
        #expect(compose.contains("      # password\n      pass = ${DB_PASSWORD}\n"))
        #expect(compose.contains("\"auth.pass=${DB_PASSWORD}\", \"url=http://a#${DB_PASSWORD}\""))
        #expect(!imported.app.report.text.contains("hunter2secret9"))
    }

    @Test func `an old value is in no parameter's help, and in no filled-in file`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2.3
                ports: ["80:80"]
                env_file: web.env
                environment: { API_PASSWORD: "${API_PASSWORD}", ADMIN_EMAIL: "${ADMIN_EMAIL:?}" }
            """,
            examples: "API_PASSWORD=hunter2secret9\n# log in with hunter2secret9\nADMIN_EMAIL=\n",
            beside: ["web.env": "# once hunter2secret9\nOTHER=hunter2secret9\nSITE_SECRET=swordfish77\n"])
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        #expect(imported.text("app.yaml").contains("log in with …"))
        for file in imported.app.files {
            #expect(!String(decoding: file.bytes, as: UTF8.self).contains("hunter2secret9"), "\(file.path)")
        }
        #expect(imported.text("web.env").contains("OTHER={{ secrets.API_PASSWORD }}\n"))
    }

    @Test func `a name that has an old value in it stays`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: ghcr.io/paperless-ngx/paperless-ngx:2.13.5
                ports: ["80:80"]
                depends_on: [paperless-db]
                environment:
                  DB_PASSWORD: ${DB_PASSWORD:-paperless}
                  API_SECRET: mattermost1
                  APP_URL: https://mattermost1.example.com
                  ADMIN_EMAIL: root@mattermost1.org
                volumes: ["paperless-data:/data", "./mattermost1/x:/x"]
              paperless-db:
                image: acme/db:1
                environment: { ROOT_PASSWORD: "${DB_PASSWORD:-paperless}" }
                healthcheck: { test: "mariadb-admin ping -u paperless" }
            volumes: { paperless-data: {} }
            """, beside: ["mattermost1/x/y": "z"])
        let compose = imported.text("compose.yaml")
        for name in [
            "image: ghcr.io/paperless-ngx/paperless-ngx:2.13.5", "depends_on: [paperless-db]", "paperless-data:/data",
            "./mattermost1/x:/x", "https://mattermost1.example.com", "root@mattermost1.org", "ping -u paperless",
        ] { #expect(compose.contains(name), "\(name)\n\(compose)") }
        #expect(!imported.text("app.yaml").contains("secrets.API_SECRET }}.example"))
    }

    @Test func `no variable's name and no other secret beside it keeps an old value`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2.3
                ports: ["80:80"]
                environment:
                  MARIADB_PASSWORD: kV83hhQq1zz
                  PAPERLESS_DBPASS: kV83hhQq1zz
                  API_SECRET: tokAb99zz77
                  MYSQL_URL: mysql://root:kV83hhQq1zz@db/x?tok=tokAb99zz77
                command: serve --pw kV83hhQq1zz
            """)
        let compose = imported.text("compose.yaml")
        #expect(!compose.contains("kV83hhQq1zz") && !compose.contains("tokAb99zz77"), "\(compose)")
        #expect(compose.contains("PAPERLESS_DBPASS: \"${MARIADB_PASSWORD}\""), "\(compose)")
        #expect(imported.errors.isEmpty, "\(imported.errors)")
    }

    @Test func `an anchor at an old value stays`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2.3
                ports: ["80:80"]
                environment: { DB_PASSWORD: &pw s3cretvalue77, OTHER_PASSWORD: *pw }
                command: &run serve --key s3cretvalue77
            """)
        let compose = imported.text("compose.yaml")
        #expect(compose.contains("DB_PASSWORD: &pw \"${DB_PASSWORD}\""), "\(compose)")
        #expect(compose.contains("command: &run \"serve --key ${DB_PASSWORD}\""), "\(compose)")
        #expect(imported.errors.isEmpty, "\(imported.errors)")
    }

    @Test func `a word that may be something else is pointed out`() throws {
        let imported = try Imported(
            """
            services:
              web:
                image: acme/web:1.2.3
                command: serve --key password
                environment: { APP_PASSWORD: password }
            """)
        #expect(imported.text("compose.yaml").contains("serve --key password\n"))
        #expect(imported.items(.review).contains { $0.hasPrefix("see whether the old value of `APP_PASSWORD`") })
    }

    @Test func `two values under one name are two secrets`() throws {
        let imported = try Imported(
            """
            services:
              a:
                image: acme/a:1.2
                ports: ["80:80"]
                env_file: [one.env, two.env]
                environment: { DB_PASSWORD: first7value8, ADDRESS: "postgres://u:first7value8@a/x" }
              b:
                image: acme/b:1.2
                environment: { DB_PASSWORD: second7value8, ADDRESS: "postgres://u:second7value8@b/x" }
            """,
            beside: ["one.env": "KEY_SECRET=third7value8\n", "two.env": "KEY_SECRET=fourth7value8\n"])
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let compose = imported.text("compose.yaml")
        #expect(compose.contains("DB_PASSWORD: \"${DB_PASSWORD}\", ADDRESS: \"postgres://u:${DB_PASSWORD}@a/x\""))
        #expect(compose.contains("DB_PASSWORD: \"${DB_PASSWORD_2}\", ADDRESS: \"postgres://u:${DB_PASSWORD_2}@b/x\""))
        #expect(imported.app.report.text.contains("`DB_PASSWORD` has another value elsewhere"))
        let names = Set([imported.text("one.env"), imported.text("two.env")])
        #expect(names.count == 2, "\(names)")
        #expect(imported.compilation.spec?.secrets.count == 4)
        #expect(imported.compilation.spec?.environment.count == 2)
    }

    @Test func `different defaults of one variable are pointed out`() throws {
        let imported = try Imported(
            """
            services:
              a: { image: acme/a:1.2, environment: { K: "${APP_SECRET:-first7value8}" } }
              b: { image: acme/b:1.2, environment: { K: "${APP_SECRET:-second7value8}" } }
            """)
        #expect(imported.items(.review).contains { $0.hasPrefix("`APP_SECRET` has 2 different defaults") })
    }

    @Test func `a password of another file's address is the same secret`() throws {
        let imported = try Imported(
            """
            services:
              web: { image: acme/web:1.2, ports: ["80:80"], env_file: web.env }
              db: { image: postgres:16.4, env_file: db.env, volumes: ["d:/var/lib/postgresql/data"] }
            volumes: { d: }
            """,
            beside: [
                "web.env": "DATABASE_URL=postgres://app:swordfish77@db/app\n",
                "db.env": "POSTGRES_PASSWORD=swordfish77\n",
            ])
        #expect(imported.errors.isEmpty, "\(imported.errors)")
        let secret = "{{ secrets.POSTGRES_PASSWORD }}"
        #expect(imported.text("web.env").hasPrefix("DATABASE_URL=postgres://app:\(secret)@db/app"))
        #expect(imported.text("db.env").hasPrefix("POSTGRES_PASSWORD=\(secret)"))
    }
}
