import Plan
import TestSupport
import Testing
import Workflows

@testable import AppSpec

@Suite struct PublishKeyTests {
    private func project(_ publish: String, image: String = "ghcr.io/example/web:1") throws -> Project {
        let project = try Project(
            compose: "services: { web: { image: \"\(image)\" } }",
            app: "publish:\n  " + publish.replacing("\n", with: "\n  "))
        try project.folder.write("Dockerfile", "FROM scratch\n")
        try project.folder.write("web/docker/Own", "FROM scratch\n")
        return project
    }

    @Test func `everything is read, with what holds where nothing is said`() throws {
        let project = try project(
            """
            registry: ghcr.io/example
            images:
              web: { context: ./web/, dockerfile: docker/Own, platforms: [linux/arm64] }
            mirrors: [docker.io/example]
            branch: release/1.x
            """)
        #expect(project.findings == [])
        let publish = try #require(project.compile().spec?.publish)
        #expect(publish.registry == "ghcr.io/example" && publish.branch == "release/1.x")
        #expect(publish.mirrors == ["docker.io/example"] && publish.architectures == [.amd64, .arm64])
        #expect(
            publish.images == [
                .init(name: "web", context: "web", dockerfile: "docker/Own", architectures: [.arm64])
            ])
        for context in ["web: {}", "web: { context: . }", "web: { context: ./ }"] {
            let publish = try self.project("registry: ghcr.io/example\nimages: { \(context) }").compile().spec?.publish
            #expect(publish?.images.first?.context == "" && publish?.images.first?.dockerfile == "Dockerfile")
            #expect(publish?.branch == "main")
        }
    }

    @Test(arguments: [
        ("images: { web: {} }", "error 6: `publish` lacks the key `registry`"),
        ("registry: https://ghcr.io/a", "error 6: `registry` is not a registry's host, with a path in it"),
        ("registry: ghcr.io/a\nbranch: \"a b\"", "error 7: `branch` is not a branch's name"),
        ("registry: ghcr.io/a\nplatforms: []", "error 7: no platform is named"),
        ("registry: ghcr.io/a\nmirrors: [ghcr.io/a]", "error 7: `ghcr.io/a` is the registry itself"),
        (
            "registry: a-b.example/x\nmirrors: [a.b.example/x]",
            "error 7: the passwords of `a-b.example` and `a.b.example` would be one secret, REGISTRY_A_B_EXAMPLE_PASSWORD"
        ),
        (
            "registry: ghcr.io/a\nimages: { 'web;id': {} }",
            "error 7: `web;id` is not the name of an image that is built"
        ),
        (
            "registry: ghcr.io/a\nimages: { web: { context: '$(id)' } }",
            "error 7: `context` is not a path in app.yaml's folder"
        ),
        (
            "registry: ghcr.io/a\nplatforms: [linux/amd64]\nimages: { web: { platforms: [linux/arm64] } }",
            "error 8: `web` is for linux/arm64, which is not among the `platforms` of `publish`"
        ),
    ])
    func `what is wrong is said where it is`(publish: String, finding: String) throws {
        let findings = try project(publish).findings
        #expect(findings.contains(finding), "\(findings)")
    }

    @Test func `a context outside, a missing Dockerfile and a file for a folder are errors`() throws {
        for (image, part) in [
            ("context: ..", "is outside of app.yaml's folder"), ("context: web", "cannot read `"),
            ("context: Dockerfile", "Dockerfile` is a file"), ("dockerfile: web", "web` is a folder"),
        ] {
            let findings = try project("registry: ghcr.io/example\nimages: { web: { \(image) } }").findings
            #expect(findings.contains { $0.hasPrefix("error 7: ") && $0.contains(part) }, "\(image): \(findings)")
        }
    }

    @Test func `an image that no service uses gets a warning`() throws {
        let publish = "registry: ghcr.io/example\nimages: { web: {} }"
        #expect(
            try project(publish, image: "ghcr.io/example/web@sha256:" + String(repeating: "a", count: 64)).findings
                == [])
        #expect(
            try project(publish, image: "ghcr.io/example/wep:1").findings == [
                "warning 7: no service uses the image `ghcr.io/example/web`"
            ])
    }
}
