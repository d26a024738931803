import Foundation
import Plan
import TestSupport
import Testing
import YAML

@testable import Workflows

@Suite struct PipelineTests {
    /// With all that a pipeline can have.
    static var whole: Pipeline {
        var publish = PublishSection(registry: "ghcr.io/example")
        publish.mirrors = ["docker.io/example"]
        publish.images = [
            .init(name: "notes-web", context: "web", dockerfile: "Dockerfile", architectures: Architecture.allCases),
            .init(name: "notes", context: "", dockerfile: "docker/Dockerfile", architectures: [.amd64]),
        ]
        var pipeline = Pipeline(name: "notes", publish: publish, file: "apps/notes/app.yaml", provider: "hetzner")
        pipeline.signsReleases = true
        pipeline.clouds = [
            .init(id: "hetzner", title: "Hetzner Cloud", token: "HCLOUD_TOKEN"),
            .init(id: "vultr", title: "Vultr", token: "VULTR_API_KEY"),
        ]
        pipeline.parameters = [("admin_email", "admin@example.com")]
        return pipeline
    }

    /// Of an app without images and releases of its own.
    static var smallest: Pipeline {
        Pipeline(
            name: "site", publish: PublishSection(registry: "ghcr.io/example"), file: "app.yaml", provider: "vultr")
    }

    static var parsed: [(file: WorkflowFile, root: Node)] {
        get throws {
            try (whole.files + smallest.files).map { ($0, try #require(try YAML.parse(Array($0.text.utf8)))) }
        }
    }

    private static func steps(_ root: Node) -> [Node] {
        (root["jobs"]?.entries ?? []).flatMap { $0.value["steps"]?.sequence ?? [] }
    }

    @Test func `each file is as the golden one`() throws {
        for file in Self.whole.files + Self.smallest.files {
            try Golden.expect(file.text, is: "Workflows/\(file.name)")
        }
    }

    @Test func `there are only files that the app has a use for`() {
        #expect(
            Self.whole.files.map(\.name) == [
                "notes-ci.yml", "notes-deploy.yml", "notes-images.yml", "notes-marketplace.yml", "notes-release.yml",
            ])
        #expect(Self.smallest.files.map(\.name) == ["site-ci.yml"])
        #expect(Self.whole.files.allSatisfy { WorkflowFile.origin(of: $0.text) == "apps/notes/app.yaml" })
        #expect(WorkflowFile.origin(of: "name: ours\n") == nil)
    }

    @Test func `every action is pinned by its commit, with its version beside it`() throws {
        var count = 0
        for file in Self.whole.files {
            for line in file.text.split(separator: "\n") where line.contains("uses: ") && !line.contains("./.github/") {
                #expect(
                    try Regex(#" uses: "[a-z/-]+@[0-9a-f]{40}" # v[0-9]+\.[0-9]+\.[0-9]+$"#).firstMatch(in: line)
                        != nil, "\(line)")
                count += 1
            }
        }
        #expect(count > 15)
    }

    @Test func `nothing is allowed that no job asks for, and each job names what it asks for`() throws {
        for (file, root) in try Self.parsed {
            #expect(root["permissions"]?.mapping?.isEmpty == true, "\(file.name)")
            for job in root["jobs"]?.entries ?? [] {
                #expect(job.value["permissions"] != nil, "\(file.name) \(job.name)")
                let isSecret = file.text.contains("RELEASE_KEY") && job.name == "sign"
                if isSecret {
                    #expect(job.value["environment"]?.string == "release")
                    #expect(job.value["permissions"]?.entries.allSatisfy { $0.value.string == "read" } == true)
                }
            }
        }
    }

    @Test func `no program has an expression in it, so no name of a branch becomes a command`() throws {
        var programs = 0
        for (file, root) in try Self.parsed {
            for step in Self.steps(root) {
                guard let program = step["run"]?.string else { continue }
                programs += 1
                #expect(!program.contains("${{"), "\(file.name): \(step["name"]?.string ?? "")")
                #expect(program.hasPrefix("set -euo pipefail\n"))
            }
        }
        #expect(programs > 12)
    }

    @Test func `each image is built on a machine of its processor`() throws {
        let root = try #require(try Self.parsed.first { $0.file.name == "notes-images.yml" }).root
        let rows = root["jobs"]?["build"]?["strategy"]?["matrix"]?["include"]?.sequence ?? []
        let built = rows.map { row in
            ["image", "platform", "runner", "context", "dockerfile"].map { row[$0]?.string ?? "" }.joined(
                separator: " ")
        }
        #expect(
            built == [
                "notes-web linux/amd64 ubuntu-24.04 apps/notes/web apps/notes/web/Dockerfile",
                "notes-web linux/arm64 ubuntu-24.04-arm apps/notes/web apps/notes/web/Dockerfile",
                "notes linux/amd64 ubuntu-24.04 apps/notes apps/notes/docker/Dockerfile",
            ])
    }

    @Test func `text of app.yaml never becomes an expression`() throws {
        var pipeline = Self.smallest
        pipeline.parameters = [("name", "a ${{ secrets.X }} b")]
        let text = try #require(pipeline.files.first).text
        #expect(text.contains("name=a ${{ '${{' }} secrets.X }} b"), "\(text)")
    }

    @Test(arguments: ["apps/a/app.yaml", "app.yaml"]) func `ordinary paths can be named`(path: String) {
        #expect(WorkflowFile.canName(path))
    }

    @Test(arguments: ["", "-a", "a b", "a\nb", "$(id)", "${{ a }}", "ä"]) func `others cannot`(path: String) {
        #expect(!WorkflowFile.canName(path))
    }
}
