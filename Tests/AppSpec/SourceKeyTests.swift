import Foundation
import Plan
import Stamp
import TestSupport
import Testing

@testable import AppSpec

/// The section `source` of app.yaml.
@Suite struct SourceKeyTests {
    private let compose = """
        services:
          api:
            build: { context: ./apps/api, args: { MODE: "${MODE:-fast}" }, target: "${STAGE:-prod}", network: none }
            develop: { watch: [{ action: sync, path: ./apps/api, target: /app }] }
          web:
            image: caddy:2.6.2
            ports: ["80:80"]
        """

    private func laid(_ compose: String, app: String) throws -> Project {
        let project = try Project(compose: compose, app: app)
        try project.folder.write("apps/api/Dockerfile", "FROM scratch\n")
        try project.folder.write("apps/api/main.c", "int main;\n")
        try project.folder.write("package.json", "{}\n")
        try project.folder.write("agents/README.md", "Here.\n")
        return project
    }

    @Test func theSameFilesGiveTheSameArchiveAndServicesGetTheirImages() throws {
        let project = try laid(compose, app: "source: { include: [package.json, apps], own: [agents] }")
        let first = try #require(project.compile().spec, "\(project.findings)")
        let source = try #require(first.source)
        #expect(source.tree.sha256 == SHA256.hex(source.bytes))
        #expect(source.tree.own == ["agents"])
        var build = SourceTree.ImageBuild(
            service: "api", image: "localhost/demo-api:source", context: "apps/api",
            dockerfile: "apps/api/Dockerfile", target: "prod", arguments: ["MODE": "fast"])
        build.network = "none"
        #expect(source.tree.builds == [build])
        #expect(first.stack.services.first { $0.name == "api" }?.image == "localhost/demo-api:source")
        #expect(first.pulledImages == ["caddy:2.6.2"])
        #expect(first.stack.overlays == ["compose.source.yaml"])
        let modes = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1)]
        try FileManager.default.setAttributes(modes, ofItemAtPath: project.folder.file("package.json"))
        #expect(project.compile().spec?.source?.bytes == source.bytes)
        let tar = try #require(Tool("tar"))
        try Data(source.bytes).write(to: URL(fileURLWithPath: project.folder.file("out.tar")))
        let listed = try tar.run(["--list", "--file", project.folder.file("out.tar")])
        #expect(
            listed.output
                == "demo/agents/README.md\ndemo/apps/api/Dockerfile\ndemo/apps/api/main.c\ndemo/package.json\n")
    }

    @Test func aPathThatIsTooLongForTheFormatIsReadByOthers() throws {
        let folder = TemporaryFolder()
        var writer = TarWriter()
        let long = (1...30).map { "folder-\($0)-ü" }.joined(separator: "/") + "/" + String(repeating: "x", count: 120)
        writer.add("demo/" + long, Array("text".utf8), isExecutable: true)
        writer.add("demo/" + String(repeating: "y/", count: 60) + "z", [], isExecutable: false)
        try Data(writer.finished()).write(to: URL(fileURLWithPath: folder.file("out.tar")))
        let tar = try #require(Tool("tar"))
        let result = try tar.run(["--extract", "--file", "out.tar"], in: folder.path)
        #expect(result.status == 0, "\(result.output)")
        #expect(try folder.read("demo/" + long) == "text")
    }

    @Test func whatCannotBeInTheSourceIsAnErrorWithItsLine() throws {
        let project = try laid(
            compose,
            app: """
                source:
                  include: [apps, sub, none]
                  own:
                  - apps
                  - agents
                """)
        try project.folder.write("apps/.env", "KEY=1\n")
        try project.folder.write("apps/.env.example", "KEY=\n")
        try project.folder.write("apps/key.pem", "-----BEGIN PRIVATE KEY-----\n")
        try project.folder.write("sub/.git/config", "\n")
        let found = project.findings
        let folder = project.folder.path
        #expect(
            found.contains(
                "error 6: `\(folder)/apps/.env` would get into the source, and files of this name have secrets"),
            "\(found)")
        #expect(found.contains { $0.hasPrefix("error 6: `\(folder)/apps/key.pem` is a private key") }, "\(found)")
        #expect(found.contains { $0.hasPrefix("error 6: `\(folder)/sub/.git` is a Git repository's own") }, "\(found)")
        #expect(found.contains { $0.hasPrefix("error 6: cannot read `\(folder)/none`") }, "\(found)")
        #expect(found.contains("error 8: `apps` is part of the release, and `apps` is the owner's"), "\(found)")
        #expect(!found.contains { $0.contains(".env.example") })
    }

    @Test(arguments: [
        ("{ context: ../other }", "the `build` of `api` is not in the source"),
        ("{ context: ./agents }", "the Dockerfile of `api`, `agents/Dockerfile`, is not in the source"),
        ("{ context: ./apps/api, ssh: [default] }", "`build.ssh` of `api` is not for machines"),
        ("{ context: ./apps/api, args: [\"KEY=${KEY}\"] }", "depends on a value that only the machine has"),
    ])
    func whatMachinesCannotBuildIsAnError(build: String, message: String) throws {
        let project = try laid(
            "services:\n  api:\n    build: \(build)\n    ports: [\"80:80\"]\n",
            app: """
                source: { include: [apps], own: [agents] }
                secrets: { KEY: { kind: password } }
                env: { KEY: "{{ secrets.KEY }}" }
                """)
        let found = project.findings
        #expect(found.contains { $0.hasPrefix("error 3: ") && $0.contains(message) }, "\(found)")
    }

    @Test func inARepositoryTheSourceIsWhatGitTracks() throws {
        let project = try laid(compose, app: "source: { include: [apps], own: [agents] }")
        let git = try #require(Tool("git"))
        func run(_ words: String...) throws {
            let result = try git.run(
                ["-c", "user.name=A", "-c", "user.email=a@example.com"] + words, in: project.folder.path,
                environment: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"])
            try #require(result.status == 0, "\(result.output)")
        }
        try project.folder.write(".gitignore", "*.o\n.env\n")
        try project.folder.write("apps/api/main.o", "made\n")
        try project.folder.write("apps/.env", "KEY=1\n")
        try run("init", "-q")
        try run("add", ".")
        try run("commit", "-qm", "one")
        try project.folder.write("apps/new.c", "new\n")
        let source = try #require(project.compile().spec?.source, "\(project.findings)")
        let text = String(decoding: source.bytes, as: UTF8.self)
        #expect(text.contains("main.c") && !text.contains("main.o") && !text.contains("new.c"))
        #expect(project.findings.contains("warning 5: Git does not track `apps/new.c`, so the source is without it"))
    }

    /// What .gitignore lists may be secret.
    @Test(arguments: ["echo '[broken' >.git/config", "rm -r .git && echo gitdir: /nowhere >.git", "echo x >.git/index"])
    func whereGitCannotReadTheRepositoryNothingIsTaken(damage: String) throws {
        let project = try laid(compose, app: "source: { include: [apps], own: [agents] }")
        let shell = try #require(Tool("sh"))
        let made = try shell.run(["-ec", "git init -q && git add . && \(damage)"], in: project.folder.path)
        try #require(made.status == 0, "\(made.output)")
        let found = project.findings
        #expect(
            found.contains { $0.hasPrefix("error 5: Git does not say which files belong to the source: ") }, "\(found)")
        #expect(project.compile().spec == nil)
    }

    @Test func whatIsNotAsCommittedIsTold() throws {
        let project = try laid(compose, app: "source: { include: [apps], own: [agents] }")
        let shell = try #require(Tool("sh"))
        let commit = "git init -q && git add . && git -c user.name=A -c user.email=a@b.c commit -qm one"
        try #require(try shell.run(["-ec", commit], in: project.folder.path).status == 0)
        #expect(!project.findings.contains { $0.contains("last commit") }, "\(project.findings)")
        try project.folder.write("apps/api/main.c", "int other;\n")
        #expect(
            project.findings.contains(
                "warning 5: `apps/api/main.c` is not as the last commit has it, and the source has what is here"),
            "\(project.findings)")
    }

    @Test(arguments: [
        ("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "is a pointer of Git LFS"),
        ("Bag Attributes\n    localKeyID: 01\n-----BEGIN PRIVATE KEY-----\n", "is a private key"),
        ("PuTTY-User-Key-File-3: ssh-ed25519\n", "is a private key"),
    ])
    func whatIsNoSourceIsKnownByItsContent(content: String, message: String) throws {
        let project = try laid(compose, app: "source: { include: [apps], own: [agents] }")
        try project.folder.write("apps/api/file", content)
        #expect(project.findings.contains { $0.hasPrefix("error 5: ") && $0.contains(message) }, "\(project.findings)")
    }

    @Test func namesThatOnlyUnicodeTellsApartAreAnError() throws {
        let project = try laid(compose, app: "source: { include: [apps], own: [agents] }")
        for name in ["caf\u{e9}.txt", "cafe\u{301}.txt"] {
            let file = fopen(project.folder.path + "/apps/" + name, "w")
            try #require(file != nil)
            fclose(file)
        }
        #expect(project.findings.contains { $0.contains("which Unicode writes in two ways") }, "\(project.findings)")
    }

    @Test(arguments: [("Api", "would have the same name"), ("web_", "cannot be called localhost/demo-web_:source")])
    func imagesHaveNamesOfTheirOwn(service: String, message: String) throws {
        let project = try laid(
            compose + "\n  \(service):\n    build: ./apps/api\n", app: "source: { include: [apps], own: [agents] }")
        #expect(project.findings.contains { $0.hasPrefix("error 8: ") && $0.contains(message) }, "\(project.findings)")
    }

    /// Git's folder has what the owner has taken out again, and may have passwords of other repositories.
    @Test func whoeverBuildsOfTheWholeSourceIsToldOfGitsFolder() throws {
        let whole = compose.replacing("{ context: ./apps/api", with: "{ context: .")
        let project = try laid(whole, app: "source: { include: [apps, Dockerfile], own: [agents] }")
        try project.folder.write("Dockerfile", "FROM scratch\n")
        try project.folder.write(".dockerignore", ".git\n")
        #expect(
            project.findings.contains { $0.hasPrefix("warning 2: `api` is built of the whole source") },
            "\(project.findings)")
        try project.folder.write(
            "app.yaml", project.folder.read("app.yaml").replacing("Dockerfile]", with: "Dockerfile, .dockerignore]"))
        #expect(!project.findings.contains { $0.contains("whole source") }, "\(project.findings)")
    }

    @Test func aSubmoduleIsTold() throws {
        let project = try laid(compose, app: "source: { include: [apps], own: [agents] }")
        let shell = try #require(Tool("sh"))
        let made = """
            git init -q apps/other && git -C apps/other -c user.name=A -c user.email=a@b.c commit -q --allow-empty -m one
            git init -q && git add .
            """
        try #require(try shell.run(["-ec", made], in: project.folder.path).status == 0)
        #expect(project.findings.contains { $0.contains("apps/other` is a Git submodule") }, "\(project.findings)")
    }
}
