import Findings
import Plan
import TestSupport
import Testing

/// The files that a compose file names and Compose opens.
@Suite struct ProjectFilesTests {
    private func project(_ compose: String, app: String = "", _ files: [String: String] = [:]) throws -> Project {
        let project = try Project(compose: compose, app: app)
        for (path, text) in files { try project.folder.write(path, text) }
        return project
    }

    private let base = "services: { base: { image: base:1, ports: [\"8080:80\"] } }"

    @Test func `an extended file goes to the machine, and what it says of the service counts`() throws {
        let project = try project(
            "services:\n  web: { extends: { file: common/base.yml, service: base } }", ["common/base.yml": base])
        let spec = try #require(project.compile().spec)
        #expect(spec.stack.files.map(\.path) == ["compose.yml", "common/base.yml"])
        #expect(spec.stack.services.map(\.image) == ["base:1"])
        #expect(spec.firewall.map(\.description) == ["22/tcp", "8080/tcp"])
    }

    @Test func includedFilesGoWithWhatIncludesThem() throws {
        let project = try project(
            "include: [db/compose.yml]\nservices:\n  web: { image: web:1, depends_on: [db], volumes: [\"data:/x\"] }",
            [
                "db/compose.yml": """
                include: [{ path: more.yml }]
                services: { db: { image: db:1, env_file: db.env } }
                volumes: { data: {} }
                """, "db/more.yml": "services: { more: { image: \"more:1\" } }", "db/db.env": "A=1\n",
            ])
        #expect(project.findings == [])
        let spec = try #require(project.compile().spec)
        #expect(spec.stack.files.map(\.path).sorted() == ["compose.yml", "db/compose.yml", "db/db.env", "db/more.yml"])
        #expect(spec.stack.services.map(\.name).sorted() == ["db", "more", "web"])
        #expect(spec.stack.volumes == ["data"])
    }

    @Test func `a compose file in a folder takes its neighbours along`() throws {
        let project = try project(
            "", app: "stack: { compose: deploy/compose.yml }",
            [
                "deploy/compose.yml":
                    "services:\n  web: { image: web:1, configs: [c] }\nconfigs: { c: { file: ./c.conf } }",
                "deploy/c.conf": "x",
            ])
        let spec = try #require(project.compile().spec)
        #expect(spec.stack.files.map(\.path) == ["compose.yml", "c.conf"])
        #expect(spec.stack.files[1].content == .verbatim(Array("x".utf8)))
    }

    @Test func aSecretsFileGoesTooWithAWarning() throws {
        let compose = "services:\n  web: { image: web:1, secrets: [pw] }\nsecrets:\n  pw: { file: ./pw.txt }"
        let copied = try project(compose, ["pw.txt": "hunter2"])
        #expect(copied.findings == ["warning 4: every machine would have the same secret `pw`"])
        #expect(copied.compile().spec?.stack.files.map(\.path) == ["compose.yml", "pw.txt"])
        let made = try project(
            compose,
            app: """
                stack: { compose: compose.yml, files: [{ from: pw.txt, render: true }] }
                secrets: { PW: { kind: hex, bytes: 16 } }
                """, ["pw.txt": "{{ secrets.PW }}"])
        #expect(made.findings == [])
    }

    @Test(arguments: [
        ("secrets: { x: { file: ./no } }", "the secret's file `./no` does not exist"),
        ("configs: { x: { file: ./no } }", "the config's file `./no` does not exist"),
        (
            "configs: { x: { file: ../no } }",
            "the config's file `../no` is outside of the compose file's folder, so it is not on the machine"
        ),
        (
            "secrets: { x: { file: /srv/no } }",
            "the secret's file `/srv/no` is on the machine only if something else puts it there"
        ),
        (
            "secrets: { x: { file: ~/no } }",
            "the secret's file `~/no` is outside of the compose file's folder, so it is not on the machine"
        ),
    ])
    func `what is not here is an error`(section: String, message: String) throws {
        #expect(try project("services: { web: { image: \"web:1\" } }\n\(section)").findings == ["error 2: \(message)"])
    }

    @Test(arguments: [
        ("env_file: no.env", "the environment file `no.env` does not exist"),
        (
            "env_file: [{ path: ../no.env }]",
            "the environment file `../no.env` is outside of the compose file's folder, so it is not on the machine"
        ),
        ("extends: { file: no.yml, service: a }", "cannot read"),
        ("extends: { service: a }", "there is no service `a` to extend"),
    ])
    func `so is what a service names`(line: String, message: String) throws {
        let found = try project("services:\n  web: { image: web:1, \(line) }").findings
        #expect(found.count == 1 && found[0].hasPrefix("error 2: ") && found[0].contains(message), "\(found)")
    }

    @Test(arguments: ["env_file: .env", "env_file: [{ path: no.env, required: false }]"])
    func `these need no file`(line: String) throws {
        #expect(try project("services:\n  web: { image: web:1, \(line) }").findings == [])
    }

    @Test func `root starts nothing that a container could change`() throws {
        let project = try project(
            "include: [conf/more.yml]\nservices: { web: { image: \"web:1\" } }",
            app: "stack: { compose: compose.yml, files: [{ from: conf, owner: \"1000\" }] }",
            ["conf/more.yml": "services: { a: { image: \"a:1\" } }"])
        #expect(
            project.findings == [
                "error 1: the included file `conf/more.yml` is in conf, which user 1000 could change"
            ])
    }

    @Test func `files that include or extend each other are no endless work`() throws {
        let circle = try project(
            "include: [a.yml]\nservices: { web: { image: \"web:1\" } }",
            ["a.yml": "include: [compose.yml, a.yml]\nservices: { a: { image: \"a:1\" } }"])
        #expect(circle.findings == ["error 1: the file includes itself"])
        let own = try project(
            "services:\n  a: { extends: { file: b.yml, service: b } }",
            ["b.yml": "services:\n  b: { extends: { file: compose.yml, service: a } }"])
        #expect(own.findings.contains { $0.contains("extends itself") })
    }

    @Test func `seccomp profiles and an include's environment go along, and are named where they are missing`() throws {
        let compose = """
            include: [{ path: more.yml, env_file: [more.env] }]
            services:
              web:
                image: web:1
                security_opt: ["seccomp:conf/web.json", "seccomp=unconfined", "apparmor:web", "no-new-privileges:true"]
            """
        let more = "services: { more: { image: \"more:1\", security_opt: [\"seccomp=./more.json\"] } }"
        let whole = try project(
            compose, ["more.yml": more, "more.env": "A=1\n", "conf/web.json": "{}", "more.json": "{}"])
        #expect(whole.findings == [])
        let paths = try #require(whole.compile().spec).stack.files.map(\.path)
        #expect(paths.sorted() == ["compose.yml", "conf/web.json", "more.env", "more.json", "more.yml"])
        #expect(
            Set(try project(compose, ["more.yml": more]).findings) == [
                "error 5: the seccomp profile `conf/web.json` does not exist",
                "error 1: the seccomp profile `./more.json` does not exist",
                "error 1: the environment file `more.env` does not exist",
            ])
    }

    @Test func `an included file may have values of its own`() throws {
        let compose = """
            services:
              web: { image: "web:1" }
            include: [{ path: more.yml, env_file: more.env }, plain.yml]
            """
        let more = """
            services:
              a: { image: "a:1", command: "${PASSWORD:?} ${OTHER}", secrets: [token] }
            secrets: { token: { environment: TOKEN } }
            """
        let plain = "services: { b: { image: \"b:1\", command: \"${MISSING:?}\" } }"
        let project = try project(
            compose, ["more.yml": more, "more.env": "PASSWORD=x\nTOKEN=y\n", "plain.yml": plain])
        #expect(project.findings == ["error 1: `MISSING` is not in `env`, so Compose refuses to start"])
    }

    @Test func `a secret of a variable without a value is an error where a service has it`() throws {
        let compose = """
            services:
              web: { image: "web:1", secrets: [a, b, c, d] }
            secrets:
              a: { environment: TOKEN }
              b: { environment: KNOWN }
              c: { environment: "${NAME:-KNOWN}" }
              d: { environment: COMPOSE_PROJECT_NAME }
              unused: { environment: OTHER }
            """
        let project = try project(
            compose, app: "secrets: { KNOWN: { kind: hex, bytes: 16 } }\nenv: { KNOWN: \"{{ secrets.KNOWN }}\" }")
        #expect(project.findings == ["error 4: the secret `a` is the value of `TOKEN`, which is not in `env`"])
        #expect(project.help.first?.contains("add `TOKEN: { kind: password }` to `secrets`") == true)
    }
}
