import JSON
import Plan
import TestSupport
import Testing

/// Several compose files for one app.
@Suite struct OverlayTests {
    private static let base = """
        services:
          web:
            image: web:1
            ports: ["8080:80"]
            environment: { MODE: plain }
            volumes: ["data:/data", "./a.conf:/etc/web.conf"]
          debug: { image: debug:1 }
        volumes: { data: {} }
        """

    private func project(_ overlay: String, compose: String = "[compose.yml, prod.yml]") throws -> Project {
        let project = try Project(compose: Self.base, app: "stack: { compose: \(compose), files: [{ from: a.conf }] }")
        try project.folder.write("prod.yml", overlay)
        try project.folder.write("a.conf", "a")
        return project
    }

    @Test func `a later file is laid over an earlier one`() throws {
        let project = try project(
            "services: { web: { image: \"web:2\", ports: [\"8081:81\"] }, more: { image: \"more:1\" } }")
        #expect(project.findings == [])
        let stack = try #require(project.compile().spec).stack
        #expect(stack.composeFiles == ["compose.yml", "prod.yml"])
        #expect(stack.files.map(\.path) == ["compose.yml", "prod.yml", "a.conf"])
        #expect(stack.services.map(\.name) == ["web", "debug", "more"])
        #expect(stack.services[0].image == "web:2")
        #expect(stack.services[0].ports.map(\.port).sorted() == [8080, 8081])
    }

    @Test func `override takes the place of what is under it, and reset takes it away`() throws {
        let project = try project("services: { web: { ports: !override [\"9090:90\"], image: web:3 } }")
        #expect(try #require(project.compile().spec).stack.services[0].ports.map(\.port) == [9090])
        let other = try self.project("services: { web: { ports: !reset [] } }")
        #expect(try #require(other.compile().spec).stack.services[0].ports.isEmpty)
    }

    @Test func `a mount of the same place is another one`() throws {
        let project = try project("services: { web: { volumes: [\"./gone.conf:/etc/web.conf\"] } }")
        #expect(project.findings.contains { $0.contains("gone.conf") })
    }

    @Test(arguments: [
        (
            "[compose.yml, compose.override.yml]",
            "`compose.override.yml` is the name of what a machine's owner lays over"
        ),
        ("[compose.yml, compose.yml]", "`compose.yml` is laid down twice"),
        ("[compose.yml, gone.yml]", "gone.yml"), ("[]", "no compose file is named"),
        ("[sub/compose.yml, prod.yml]", "`prod.yml` is not in the folder of the first compose file"),
    ])
    func `what cannot be laid over another is an error`(compose: String, message: String) throws {
        let project = try project("services: {}", compose: compose)
        try project.folder.write("compose.override.yml", "services: { web: { image: \"web:1\" } }")
        try project.folder.write("sub/compose.yml", "services: { web: { image: \"web:1\" } }")
        #expect(project.findings.contains { $0.hasPrefix("error") && $0.contains(message) }, "\(project.findings)")
    }

    @Test func `a plan of one file has the bytes that it always had`() throws {
        let one = try Project(compose: "services: { web: { image: \"web:1\" } }")
        let stack = try #require(one.compile().spec).stack
        let text = String(decoding: try JSONCoder.encode(stack), as: UTF8.self)
        #expect(!text.contains("overlays"))
        let two = try #require(try project("services: { web: { image: \"web:2\" } }").compile().spec).stack
        let again = try JSONCoder.decode(Stack.self, from: JSONCoder.encode(two))
        #expect(again == two)
    }
}
