import Findings
import TestSupport
import Testing

/// What services mount: whether it is on the machine, and whether they may use it.
@Suite struct MountTests {
    private func project(_ volume: String, user: String? = nil, files: String = "") throws -> Project {
        let user = user.map { ", user: \"\($0)\"" } ?? ""
        let project = try Project(
            compose: "services:\n  web: { image: web:1, volumes: [\(volume)]\(user) }",
            app: "stack: { compose: compose.yml, files: [\(files)] }")
        try project.folder.write("here.conf", "x")
        try project.folder.write("here/file", "x")
        return project
    }

    @Test(arguments: [
        "\"./nginx.conf:/etc/nginx/nginx.conf:ro\"", "\"./acme.json:/acme.json\"", "\"./init:/docker/init.sql\"",
        "{ type: bind, source: ./settings.yml, target: /x }", "\"/opt/demo/app.toml:/app.toml\"",
    ])
    func aFileThatIsMissingWouldBeAFolder(volume: String) throws {
        let found = try project(volume).findings
        #expect(found.count == 1 && found[0].hasPrefix("error 2: the file `") && found[0].contains("does not exist"))
    }

    @Test func `a file that is here and not laid down is an error with its line`() throws {
        let project = try project("\"./here.conf:/x\"")
        #expect(
            project.findings == [
                "error 2: `./here.conf` is mounted but not laid down, so Docker would create an empty folder there"
            ])
        #expect(project.help == ["add `- { from: here.conf }` to `stack.files` in app.yaml"])
    }

    @Test(arguments: [
        "\"./data:/data\"", "\"./conf.d:/etc/nginx/conf.d\"", "\"./.config:/config\"",
        "\"/etc/localtime:/etc/localtime:ro\"",
        "\"/var/run/docker.sock:/var/run/docker.sock\"", "\"./.env:/app/.env\"", "\"~/x.conf:/x.conf\"",
    ])
    func `these are as they should be`(volume: String) throws {
        #expect(try project(volume).findings == [])
    }

    @Test func aFileMountedByItselfCannotBeReadAgain() throws {
        let reload = "reload: { service: web, run: [reload] }"
        let alone = try project("\"./here.conf:/x.conf:ro\"", files: "{ from: here.conf, \(reload) }")
        #expect(
            alone.findings == [
                "warning 2: `./here.conf` is mounted by itself, so `reload` in app.yaml reads the old file again"
            ])
        #expect(alone.help.first?.contains("lay it down in a folder of its own") == true)
        let nested = try project("\"./here/file:/x.conf:ro\"", files: "{ from: here, \(reload) }")
        #expect(nested.help == ["mount the folder that it is in: `./here`"])
        #expect(try project("\"./here:/x:ro\"", files: "{ from: here, \(reload) }").findings == [])
        let wrong = try project("\"./here:/x:ro\"", files: "{ from: here, reload: { service: wbe, run: [x] } }")
        #expect(wrong.findings == ["error 4: there is no service `wbe` in the compose file"], "\(wrong.findings)")
    }

    @Test func `a folder that Compose does not make must be laid down`() throws {
        let mount = "{ type: bind, source: ./data, target: /data, bind: { create_host_path: false } }"
        #expect(try project(mount).findings.count == 1)
        #expect(try project(mount, files: "{ folder: data }").findings == [])
    }

    @Test func aUserCannotWriteToWhatIsRoots() throws {
        for (volume, files) in [
            ("\"./data:/data\"", ""), ("\"./here:/here\"", "{ from: here }"), ("\"./data:/data\"", "{ folder: data }"),
            ("\"./data:/data\"", "{ folder: data, owner: 999 }"),
        ] {
            let found = try project(volume, user: "1000", files: files).findings
            #expect(
                found.count == 1 && found[0].contains("runs as user 1000 and cannot write to"), "\(volume) \(files)")
        }
    }

    @Test func `the help gives the line`() throws {
        #expect(
            try project("\"./data:/data\"", user: "1000:1000").help == [
                "add `- { folder: data, owner: \"1000:1000\" }` to `stack.files` in app.yaml; if it only reads, mount it "
                    + "with `:ro`"
            ])
    }

    @Test func `a user can use what is theirs, open to all, or only read`() throws {
        for (volume, files) in [
            ("\"./data:/data\"", "{ folder: data, owner: 1000 }"),
            ("\"./here:/here\"", "{ from: here, owner: \"1000\" }"),
            ("\"./here:/here:ro\"", "{ from: here }"), ("\"./here.conf:/x\"", "{ from: here.conf }"),
            ("\"./data:/data\"", "{ folder: data, mode: \"777\" }"),
        ] {
            #expect(try project(volume, user: "1000", files: files).findings == [], "\(volume) \(files)")
        }
        #expect(try project("\"./data:/data\"", user: "0:0").findings == [])
    }

    @Test func `a file that only root reads is of no use to a user`() throws {
        let found = try project("\"./here.conf:/x:ro\"", user: "1000", files: "{ from: here.conf, mode: \"0600\" }")
            .findings
        #expect(found == ["error 2: `web` runs as user 1000 and cannot read `./here.conf`"])
    }
}
