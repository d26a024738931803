import Foundation
import TestSupport
import Testing

/// `landfall generate --workflows` as a publisher runs it.
@Suite struct WorkflowTests {
    let folder = TemporaryFolder()
    private let workflow = "repository/.github/workflows/demo-ci.yml"

    init() throws {
        try write("demo")
        let result = try #require(Tool("git")).run(["init", "-q"], in: folder.file("repository"))
        try #require(result.status == 0, "\(result.output)")
    }

    private func write(_ name: String, in place: String = "app", publish: String = "registry: ghcr.io/example") throws {
        try folder.write("repository/\(place)/compose.yml", "services: { web: { image: \"web:1\" } }\n")
        try folder.write(
            "repository/\(place)/app.yaml",
            "schema: 1\nname: \(name)\nversion: 1.0.0\nstack: { compose: compose.yml }\nrelease: none\n"
                + "publish: { \(publish) }\n")
    }

    private func generate(
        _ more: String..., file: String = "app/app.yaml"
    ) throws -> (status: Int32, output: String, error: String) {
        try Executables.runLandfall(["generate", file, "--workflows"] + more, from: folder.file("repository"))
    }

    @Test func `the files are in the repository's top folder, and its own check accepts them`() throws {
        let missing = try generate("--check")
        #expect(missing.status == 1 && missing.output.contains("missing: "), "\(missing.output)\(missing.error)")
        let written = try generate()
        #expect(written.status == 0, "\(written.error)")
        #expect(try folder.read(workflow).contains("from app/app.yaml: "))
        #expect(try generate("--check").status == 0)
        try folder.write(workflow, try folder.read(workflow) + "# mine\n")
        let changed = try generate("--check")
        #expect(changed.status == 1 && changed.output.contains("differs: "), "\(changed.output)")
        #expect(try generate().status == 0)
        #expect(try !folder.read(workflow).contains("# mine"))
    }

    @Test func `a file that somebody else wrote is never replaced`() throws {
        try folder.write(workflow, "name: mine\n")
        let result = try generate()
        #expect(result.status == 69 && result.error.contains("has not made it, so it stays"), "\(result.error)")
        #expect(try folder.read(workflow) == "name: mine\n")
    }

    @Test func `what is no longer made is removed, and what is somebody else's stays`() throws {
        try folder.write("repository/app/Dockerfile", "FROM scratch\n")
        try write("demo", publish: "registry: ghcr.io/example, images: { web: {} }")
        #expect(try generate().status == 0)
        try folder.write("repository/.github/workflows/demo-own.yml", "name: mine\n")
        let images = "repository/.github/workflows/demo-images.yml"
        #expect(folder.files.contains(images))
        try write("demo")
        let stale = try generate("--check")
        #expect(stale.status == 1 && stale.output.contains("unexpected: "), "\(stale.output)")
        #expect(try generate().status == 0)
        #expect(!folder.files.contains(images))
        #expect(folder.files.contains("repository/.github/workflows/demo-own.yml"))
    }

    @Test func `another app of the same name does not take the files`() throws {
        #expect(try generate().status == 0)
        try write("demo", in: "other")
        let result = try generate(file: "other/app.yaml")
        #expect(result.status == 69 && result.error.contains("was made of app/app.yaml"), "\(result.error)")
        // The app was moved.
        try FileManager.default.removeItem(atPath: folder.file("repository/app"))
        #expect(try generate(file: "other/app.yaml").status == 0)
        #expect(try folder.read(workflow).contains("from other/app.yaml: "))
    }

    @Test func `without publish, without a repository and with other options it says why not`() throws {
        try folder.write(
            "repository/none/app.yaml",
            "schema: 1\nname: none\nversion: 1.0.0\nstack: { compose: compose.yml }\nrelease: none\n")
        try folder.write("repository/none/compose.yml", "services: { web: { image: \"web:1\" } }\n")
        let without = try generate(file: "none/app.yaml")
        #expect(without.status == 65 && without.error.contains("has no `publish`"), "\(without.error)")
        #expect(try generate("--json").status == 64)
        let many = try generate("app", file: "none")
        #expect(many.status == 0 && many.output.contains("1 without publish, 1 written"), "\(many.output)\(many.error)")
        try FileManager.default.removeItem(atPath: folder.file("repository/.git"))
        let outside = try generate()
        #expect(outside.status == 65 && outside.error.contains("and this is in none"), "\(outside.error)")
        #expect(try generate("--output", folder.file("elsewhere")).status == 0)
        #expect(try folder.read("elsewhere/.github/workflows/demo-ci.yml").contains("from app.yaml: "))
    }

    @Test func `the images that a release wants archives of are listed`() throws {
        try folder.write(
            "repository/app/compose.yml",
            "services: { a: { image: \"b:1\" }, b: { image: \"a:1@sha256:\(String(repeating: "a", count: 64))\" } }\n")
        let result = try Executables.runLandfall(
            ["release", "app/app.yaml", "--list-images"], from: folder.file("repository"))
        #expect(result.status == 0 && result.output == "b:1\n", "\(result.output)\(result.error)")
        #expect(try Executables.runLandfall(["release", "app/app.yaml"], from: folder.file("repository")).status == 64)
    }
}
