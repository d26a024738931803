import Findings
import Plan
import TestSupport
import Testing

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

    @Test func aFolderThatCanBeDoneWithoutIsNamedAsItIsMounted() throws {
        for name in ["./cache", "cache", "./cache/"] {
            #expect(try project("./cache:/x", app: "backup: [{ without: \(name) }]").backupFindings == [])
        }
        #expect(
            try project("./cache:/x", app: "backup: [{ without: cashe }]").findings
                == ["error 5: no service has `cashe` mounted"])
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
            declared: "data: {}, own: { name: \"${DIR}-own\" }, shared: { external: true }",
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
