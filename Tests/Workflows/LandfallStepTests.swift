import Foundation
import TestSupport
import Testing

@testable import Workflows

/// The steps' programs that call landfall, with the real one.
@Suite struct LandfallStepTests {
    let folder = TemporaryFolder()
    let bash: Tool

    init() throws {
        bash = try #require(Tool("bash"))
        // Beside landfall, as an archive of Landfall's release has them.
        try folder.write("bin/firstboot-x86_64", Executables.plain(), mode: 0o755)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("bin/landfall"), withDestinationPath: Executables.landfall)
        let made = try Executables.runLandfall(
            ["key", "new", "--output", folder.file("keys"), "demo"], from: folder.path)
        try #require(made.status == 0, "\(made.error)")
        let image = "web:1@sha256:" + String(repeating: "a", count: 64)
        try folder.write("repository/compose.yml", "services: { web: { image: \"\(image)\" } }\n")
        let lines = try folder.read("keys/demo.pub").split(separator: "\n")
        let key = try #require(lines.last)
        try folder.write(
            "repository/app.yaml",
            """
            schema: 1
            name: demo
            version: 1.0.0
            stack: { compose: compose.yml }
            release: { url: "https://example.com/demo", keys: [\(key)] }
            publish: { registry: ghcr.io/example }

            """)
        try git("init", "-q")
        try git("add", ".")
        try git("commit", "-q", "-m", "first")
    }

    private func git(_ arguments: String...) throws {
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
        let result = try #require(Tool("git")).run(identity + arguments, in: folder.file("repository"))
        try #require(result.status == 0, "\(result.output)")
    }

    private func run(_ script: String, _ environment: [String: String] = [:]) throws -> Tool.Result {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let own = [
            "APP": "app.yaml", "NAME": "demo", "RUNNER_TEMP": folder.path, "PATH": folder.file("bin") + ":" + path,
            "LANDFALL_FIRSTBOOT": folder.file("bin/firstboot-x86_64"), "XDG_CACHE_HOME": folder.file("cache"),
        ]
        return try bash.run(
            ["-c", script], in: folder.file("repository"), environment: own.merging(environment) { $1 })
    }

    @Test func `a change passes once its workflows are committed`() throws {
        let missing = try run(Script.checkApp)
        #expect(missing.status == 1 && missing.output.contains("missing: "), "\(missing.output)")
        let made = try Executables.runLandfall(["generate", "--workflows"], from: folder.file("repository"))
        #expect(made.status == 0, "\(made.error)")
        let passed = try run(Script.checkApp)
        #expect(passed.status == 0, "\(passed.output)")
        let generated = try run(Script.checkGenerated)
        #expect(generated.status == 0 && folder.files.contains("dist/demo/SHA256SUMS"), "\(generated.output)")
    }

    @Test func `a release is signed with the key, which is nowhere to be seen`() throws {
        let key = try folder.read("keys/demo.key")
        let environment = ["PROCESSORS": "x86_64", "RELEASE_KEY": key, "GITHUB_REF_NAME": "v1.0.0"]
        let signed = try run(Script.signRelease, environment)
        #expect(signed.status == 0, "\(signed.output)")
        #expect(folder.files.contains("dist/demo/release/release.json.minisig"))
        let secret = try #require(key.split(separator: "\n").last)
        #expect(!signed.output.contains(secret))
        let other = try run(Script.signRelease, environment.merging(["GITHUB_REF_NAME": "v1.0.1"]) { $1 })
        #expect(other.status == 1 && other.output.contains("app.yaml's version is 1.0.0"), "\(other.output)")
        let without = try run(Script.signRelease, environment.merging(["RELEASE_KEY": ""]) { $1 })
        #expect(without.status == 1 && without.output.contains("no secret RELEASE_KEY"), "\(without.output)")
    }

    @Test func `landfall deploy takes what the step gives it`() throws {
        let signing = [
            "PROCESSORS": "x86_64", "RELEASE_KEY": try folder.read("keys/demo.key"), "GITHUB_REF_NAME": "v1.0.0",
        ]
        try #require(try run(Script.signRelease, signing).status == 0)
        try FileManager.default.moveItem(atPath: folder.file("dist/demo/release"), toPath: folder.file("release"))
        // A port where nobody listens.
        let result = try run(
            Script.deploy,
            [
                "DEPLOY_HOSTS": "ssh://root@127.0.0.1:1\nssh://root@127.0.0.1:2",
                "DEPLOY_KNOWN_HOSTS": "127.0.0.1 ssh-ed25519 AAAA", "DEPLOY_KEY": "secret",
            ])
        #expect(result.status == 69, "\(result.output)")
        #expect(result.output.contains("error: ssh://root@127.0.0.1:1 cannot be reached by ssh"), "\(result.output)")
        #expect(result.output.contains("not begun: ssh://root@127.0.0.1:2"), "\(result.output)")
    }

    @Test func `the images of a change are built under the names that the Compose file has`() throws {
        try folder.write(
            "repository/compose.yml",
            "services: { a: { image: \"ghcr.io/example/web:1\" }, b: { image: \"ghcr.io/example/web-admin:1\" } }\n")
        try folder.write(
            "bin/docker", "#!/usr/bin/env bash\necho \"docker $*\" >>'\(folder.file("calls"))'\n", mode: 0o755)
        let builds = "ghcr.io/example/web . Dockerfile\nghcr.io/example/other other other/Dockerfile\n"
        let result = try run(Script.buildImages, ["BUILDS": builds])
        #expect(result.status == 0, "\(result.output)")
        #expect(
            try folder.read("calls") == "docker build --pull --tag ghcr.io/example/web:1 --file Dockerfile .\n")
    }
}
