import Findings
import Plan
import Shapes
import TestSupport
import Testing

@testable import AppSpec

/// What services keep, and whether a backup would hold it.
@Suite struct BackupTests {
    private func project(_ mounts: String, declared: String = "data: {}", app: String = "") throws -> Project {
        try Project(
            compose: "services:\n  db:\n    image: db:1\n    volumes: [\(mounts)]\nvolumes: { \(declared) }\n", app: app
        )
    }

    @Test(arguments: [
        ("\"data:/x\"", "the volume `data`"), ("./data:/x", "`./data`"), ("/srv/data:/x", "`/srv/data`"),
        ("/x", "the volume without a name at `/x`"),
        ("{ type: volume, source: data, target: /x }", "the volume `data`"),
        ("{ type: volume, target: /x }", "the volume without a name at `/x`"),
        ("\"${DIR:-./data}:/x\"", "`./data`"),
    ])
    func whatNoBackupHoldsIsNamedWithItsLine(mount: String, name: String) throws {
        #expect(try project(mount).backupFindings == ["warning 4: \(name) is not in a backup"])
    }

    @Test(arguments: [
        "./conf.d:/x:ro", "/var/run/docker.sock:/var/run/docker.sock", "/etc/localtime:/etc/localtime",
        "./.env:/x/.env",
        "{ type: tmpfs, target: /x }", "{ type: bind, source: ./data, target: /x, read_only: true }",
    ])
    func whatKeepsNothingNeedsNoBackup(mount: String) throws {
        #expect(try project(mount).backupFindings == [])
    }

    @Test(arguments: [
        "{ volume: data }", "{ postgres: db, database: a, user: a }", "{ without: data }",
    ])
    func anItemOfTheBackupCoversIt(item: String) throws {
        #expect(try project("\"data:/x\"", app: "backup: [\(item)]").backupFindings == [])
    }

    @Test(arguments: [
        ("postgres:18", true), ("postgres:18.1-alpine", true), ("docker.io/library/postgres:19", true),
        ("postgres:17", false), ("postgres:latest", false), ("pgvector/pgvector:pg18", false),
    ])
    func postgres18KeepsItsDataElsewhere(image: String, isFound: Bool) throws {
        let project = try Project(
            compose: """
                services:
                  db:
                    image: \(image)
                    volumes: ["data:/var/lib/postgresql/data"]
                volumes: { data: {} }

                """, app: "backup: [{ postgres: db }]")
        let found = project.findings.filter { $0.contains("does not keep its data in /var/lib/postgresql/data") }
        #expect(found.map { $0.prefix(8) } == (isFound ? ["error 4:"] : []), "\(project.findings)")
    }

    @Test func aFolderThatCanBeDoneWithoutIsNamedAsItIsMounted() throws {
        for name in ["./cache", "cache", "./cache/"] {
            #expect(try project("./cache:/x", app: "backup: [{ without: \(name) }]").backupFindings == [])
        }
        #expect(
            try project("./cache:/x", app: "backup: [{ without: cashe }]").findings
                == ["error 5: no service has `cashe` mounted"])
    }

    @Test(arguments: [
        ("./data:/x", "{ path: ./data }"), ("./data:/x", "{ path: data/ }"), ("/srv/x:/x", "{ path: /srv/x }"),
        ("\"data:/x\"", "{ sqlite: app.db, in: data }"), ("./data:/x", "{ sqlite: app.db, in: ./data }"),
        ("/x", "{ redis: db }"),
    ])
    func soDoesEachOtherKindOfItem(mount: String, item: String) throws {
        #expect(try project(mount, app: "backup: [\(item)]").backupFindings == [])
    }

    @Test func aDumpCoversTheDataOfItsOwnServiceAlone() throws {
        let project = try Project(
            compose: """
                services:
                  db: { image: db:1, volumes: ["dbdata:/x"] }
                  app: { image: app:1, volumes: ["files:/x"] }
                volumes: { dbdata: {}, files: {} }
                """, app: "backup: [{ postgres: db }]")
        #expect(project.backupFindings == ["warning 3: the volume `files` is not in a backup"])
    }

    @Test(arguments: [
        ("postgres:17", "postgres"), ("pgvector/pgvector:pg17", "postgres"), ("bitnami/postgresql", "postgres"),
        ("ghcr.io/immich-app/postgres:14-vectorchord0.4.3", "postgres"), ("mysql:8", "mysql"),
        ("percona/percona-server:8.0", "mysql"), ("lscr.io/linuxserver/mariadb", "mariadb"),
        ("docker.io/valkey/valkey:8-alpine", "redis"), ("redis:7@sha256:\(String(repeating: "0", count: 64))", "redis"),
    ])
    func aDatabaseIsKnownByItsImage(image: String, kind: String) throws {
        let compose = "services:\n  db:\n    image: \(image)\n    volumes: [\"data:/x\"]\nvolumes: { data: {} }\n"
        let project = try Project(compose: compose)
        let help = project.compile().diagnostics.compactMap(\.help)
        #expect(help.contains { $0.hasPrefix("add `- { \(kind): db }` to `backup`") }, "\(help)")
        #expect(
            try Project(compose: compose, app: "backup: [{ volume: data }]").findings.contains {
                $0.hasSuffix("writes to `data` while it is copied")
            })
        #expect(
            try !Project(compose: compose, app: "backup: [{ volume: data, stop: [db] }]").findings.contains {
                $0.contains("while it is copied")
            })
    }

    /// Machines cannot copy it yet, so its files are, while it does not run.
    @Test func mongoDBIsCopiedAsAVolumeOfAStoppedService() throws {
        let compose = "services:\n  db:\n    image: mongo:7\n    volumes: [\"data:/x\"]\nvolumes: { data: {} }\n"
        let advice = "add `- { volume: data, stop: [db] }` to `backup` in app.yaml"
        let help = try Project(compose: compose).compile().diagnostics.compactMap(\.help)
        #expect(help.contains { $0.hasPrefix(advice) }, "\(help)")
        let item = try Project(compose: compose, app: "backup: [{ mongodb: db }]").compile().diagnostics
        #expect(item.compactMap(\.help).contains { $0.contains("write `- { volume: VOLUME, stop: [db] }`") })
        let running = try Project(compose: compose, app: "backup: [{ volume: data }]").compile().diagnostics
        #expect(running.compactMap(\.help).contains("add `stop: [db]`"), "\(running)")
        #expect(try Project(compose: compose, app: "backup: [{ volume: data, stop: [db] }]").findings == [])
    }

    /// Compose puts variables into images; of some, only the machine knows the values.
    @Test(arguments: ["${IMAGE:-postgres}:17", "postgres:${TAG}", "${REGISTRY:-docker.io}/library/postgres:${LATER}"])
    func itsImageMayHaveVariables(image: String) throws {
        let compose = "services:\n  db:\n    image: \"\(image)\"\n    volumes: [\"data:/x\"]\nvolumes: { data: {} }\n"
        let app = "env: { TAG: \"17\", LATER: \"{{ hostname }}\" }\n"
        let help = try Project(compose: compose, app: app).compile().diagnostics.compactMap(\.help)
        #expect(help.contains { $0.hasPrefix("add `- { postgres: db }` to `backup`") }, "\(help)")
        let wrong = try Project(compose: compose, app: app + "backup: [{ mysql: db }]").findings
        #expect(wrong.contains { $0.hasSuffix("`db` runs PostgreSQL, not MySQL") }, "\(wrong)")
    }

    /// A dump has nothing but what is in the server's data folder.
    @Test(arguments: [
        ("postgres", "/var/lib/postgresql/data"), ("postgres", "/var/lib/postgresql"), ("mysql", "/var/lib/mysql"),
        ("redis", "/data"), ("mariadb", "/bitnami/mariadb"),
    ])
    func aDumpCoversTheServersDataFolderAlone(kind: String, folder: String) throws {
        let project = try Project(
            compose: """
                services:
                  db:
                    image: db:1
                    volumes: ["rows:\(folder)", "more:/exports", ./wal:/wal]
                volumes: { rows: {}, more: {} }
                """, app: "backup: [{ \(kind): db }]")
        #expect(
            project.backupFindings == [
                "warning 4: the volume `more` is not in a backup", "warning 4: `./wal` is not in a backup",
            ])
        let help = project.compile().diagnostics.compactMap(\.help)
        #expect(help.contains { $0.hasPrefix("add `- { volume: more }` to `backup`") }, "\(help)")
    }

    @Test(arguments: ["postgres-exporter:1", "prometheuscommunity/postgres-exporter", "redis/redisinsight:2", "app"])
    func whatOnlySoundsLikeADatabaseIsNone(image: String) {
        #expect(DatabaseKind.of(image: image) == nil)
    }

    @Test(arguments: [
        ("[{ postgres: database }]", "there is no service `database` in the compose file"),
        ("[{ volume: dat }]", "there is no volume `dat` in the compose file"),
        ("[{ path: ./dat }]", "no service has `./dat` mounted"),
        ("[{ sqlite: a.db, in: dat }]", "no service has `dat` mounted"),
        ("[{ mysql: db }]", "`db` runs MariaDB, not MySQL"),
        ("[{ mariadb: db, stop: [dv] }]", "there is no service `dv` in the compose file"),
        ("[{ mariadb: db, stop: [db] }]", "`db` must run while its databases are copied"),
        ("[{ mariadb: db, before: { service: db, run: [a] } }]", "nothing undoes `before`"),
        (
            "[{ mariadb: db, after: { service: db, run: [a] }, deadline: 0s }]", "`deadline` must be from 1s to 24h"
        ),
        (
            "[{ mariadb: db, after: { service: db, run: [a] } }]",
            "`after` undoes `before`, and there is no `before`"
        ),
        ("[{ mongodb: db }]", "backups by `mongodb` are not there yet"),
        ("[{ mariadb: db, deadline: 5s }]", "`deadline` says when `after` runs at the latest, and there is no `after`"),
        ("{ items: [], schedule: daily }", "there is nothing to back up at these times"),
        ("{ items: [{ without: data }], schedule: daily }", "there is nothing to back up at these times"),
        ("[{ mariadb: db, name: App }, { volume: data, name: app }]", "two items of the backup are called `app`"),
        ("[{ mariadb: db, password: known }]", "a password must be a secret"),
        ("[{ mariadb: db, password: \"{{ hostname }}\" }]", "a password must be a secret"),
        ("[{ sqlite: ../app.db, in: data }]", "`../app.db` leads out of `data`"),
        ("{ items: [{ mariadb: db }], schedule: \"Fri..Mon 03:30\" }", "`schedule` is not a time for backups"),
        ("[{ mariadb: db, database: a }, { mariadb: db, database: b }]", "two items of the backup are called `db`"),
        ("[{ path: ./ }]", "no service has `./` mounted"),
        ("{ items: [{ mariadb: db }], schedule: dayly }", "`schedule` is not a time for backups"),
        ("{ items: [{ mariadb: db }], schedule: \"25:00\" }", "`schedule` is not a time for backups"),
        ("{ items: [{ mariadb: db }], keep: { daily: 0, weekly: 0, monthly: 0 } }", "`keep` keeps nothing"),
        ("{ schedule: daily }", "`backup` lacks the key `items`"),
    ])
    func aSlipIsAnErrorInItsLine(backup: String, message: String) throws {
        let project = try Project(
            compose: "services:\n  db:\n    image: mariadb:11\n    volumes: [\"data:/x\"]\nvolumes: { data: {} }\n",
            app: "backup: \(backup)")
        #expect(project.findings.contains("error 5: \(message)"), "\(project.findings)")
    }

    @Test func aWholeSectionIsReadAsItIsWritten() throws {
        let project = try Project(
            compose: """
                services:
                  db: { image: "mariadb:11", volumes: ["dbdata:/var/lib/mysql"] }
                  app: { image: app:1, volumes: ["files:/x", "./state:/y"] }
                volumes: { dbdata: {}, files: {} }
                """,
            app: """
                secrets: { PW: { kind: hex, bytes: 16 } }
                backup:
                  schedule: Mon..Fri 3,15:30
                  keep: { last: 3, daily: 0 }
                  items:
                    - { mariadb: db, database: app, user: root, password: "{{ secrets.PW }}", name: main }
                    - volume: files
                      before: { service: app, run: [freeze] }
                      after: { service: app, run: [thaw] }
                      deadline: 90s
                    - { path: ./state, stop: [app] }
                """)
        let spec = try #require(project.compile().spec, "\(project.findings)")
        let server = Backup.Server(
            service: "db", database: "app", user: "root", password: Template([.secret("PW")]))
        #expect(
            spec.backup
                == Backup(
                    items: [
                        Backup.Item(name: "main", store: .mariadb(server)),
                        Backup.Item(
                            name: "files", store: .volume("files"),
                            before: ServiceCommand(service: "app", run: ["freeze"]),
                            after: ServiceCommand(service: "app", run: ["thaw"]), deadline: 90),
                        Backup.Item(name: "state", store: .path("./state"), stop: ["app"]),
                    ], schedule: "Mon..Fri 3,15:30", keep: .init(last: 3, daily: 0)))
        #expect(project.findings == [])
    }

    @Test(arguments: [
        "hourly", "03:30", "Sun 4:00", "Mon,Thu 0,6,12,18:05", "*-*-1,15 02:00", "Sat..Sun *-*-01 23:59",
        "Mon..Tue 1:00",
    ])
    func schedulesAreTimesThatSystemdKnows(schedule: String) {
        #expect(TextRule.schedule.matches(schedule))
    }

    @Test(arguments: [
        "", "daily ", "3:3", "Mo 03:00", "03:30:00 Europe/Berlin", "*-13-1 03:00", "24:00", "*:0/15",
        "Mon..Wed..Fri 3:30",
        "Sun..Mon 3:30",
    ])
    func andNoOthers(schedule: String) {
        #expect(!TextRule.schedule.matches(schedule))
    }

    @Test func filesThatTheAppLaysDownAreInItsRelease() throws {
        let project = try project("./conf:/x", app: "stack: { compose: compose.yml, files: [{ from: conf }] }")
        try project.folder.write("conf/a", "x")
        #expect(project.backupFindings == [])
    }

    @Test func oneVolumeOfTwoServicesIsNamedOnce() throws {
        let project = try Project(
            compose: """
                services:
                  a: { image: a:1, volumes: ["data:/x"] }
                  b: { image: b:1, volumes: ["data:/x"] }
                volumes: { data: {} }
                """)
        #expect(project.backupFindings == ["warning 2: the volume `data` is not in a backup"])
    }

    @Test func thePlanSaysWhereTheStackKeepsData() throws {
        let project = try project(
            "\"data:/a\", ./local:/b, /c, \"${DIR}/x:/d\", ./ro:/e:ro, \"own:/f\", \"shared:/g\"",
            declared: "data: {}, own: { name: \"${DIR}-own\" }, shared: { name: shared }",
            app: "env: { DIR: \"/srv/{{ hostname }}\" }")
        let stack = try #require(project.compile().spec, "\(project.findings)").plan(for: "vultr").stack
        let folder: [Template.Part] = [.text("/srv/"), .machine(.hostname)]
        #expect(
            stack.mounts == [
                StackMount(service: "db", target: "/a", source: Template(text: "data")),
                StackMount(service: "db", target: "/b", source: Template(text: "./local")),
                StackMount(service: "db", target: "/c", source: nil),
                StackMount(service: "db", target: "/d", source: Template(folder + [.text("/x")])),
                StackMount(service: "db", target: "/f", source: Template(text: "own")),
                StackMount(service: "db", target: "/g", source: Template(text: "shared")),
            ])
        #expect(stack.volumeNames == ["own": Template(folder + [.text("-own")]), "shared": Template(text: "shared")])
    }
}
