import Foundation
import TestSupport
import Testing

/// `landfall key new` and `landfall release` as a publisher runs them, and stock minisign as their judge.
@Suite struct ReleaseTests {
    let folder = TemporaryFolder()
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    init() throws {
        try folder.write("firstboot", Executables.plain())
        try folder.write("app/compose.yml", "services: { web: { image: \"web:1@\(Self.digest)\" } }\n")
        try folder.write("app/CHANGELOG.md", "# Changelog\n\n## [1.5.0]\n\n- New\n\n## [1.4.0]\n\n- Old\n")
    }

    private func landfall(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Tool.Result {
        try #require(Tool(path: Executables.landfall)).run(
            arguments, in: folder.path, environment: environment)
    }

    /// Makes keys and an app.yaml that trusts them.
    private func prepare() throws {
        let result = try landfall(["key", "new", "demo"])
        #expect(result.status == 0, "\(result.output)")
        // What it prints goes into app.yaml as it is.
        let section = try #require(result.output.firstRange(of: "release:\n"))
        try folder.write(
            "app/app.yaml",
            "schema: 1\nname: demo\nversion: 1.5.0\nstack: { compose: compose.yml }\n"
                + result.output[section.lowerBound...].replacing("…", with: "https://example.com/demo"))
    }

    private func release(_ more: [String], _ environment: [String: String] = [:]) throws -> Tool.Result {
        try landfall(
            ["release", "app/app.yaml", "--firstboot", "firstboot"] + more, environment)
    }

    private var fixed: [String: String] { ["SOURCE_DATE_EPOCH": "\(Int(Date.now.timeIntervalSince1970) - 60)"] }

    @Test func minisignAcceptsIt() throws {
        try prepare()
        let result = try release(["--key", "demo.key"])
        #expect(result.status == 0, "\(result.output)")
        let files = folder.file("dist/demo/release")
        let minisign = try #require(Tool("minisign"))
        let verified = try minisign.run(["-V", "-p", folder.file("demo.pub"), "-m", "release.json"], in: files)
        #expect(verified.status == 0, "\(verified.output)")
        #expect(verified.output.contains("name:demo\tversion:1.5.0\texpires:2"))
        let sums = try #require(Tool("sha256sum")).run(["-c", "--quiet", "SHA256SUMS"], in: files)
        #expect(sums.status == 0, "\(sums.output)")
        let list = try folder.read("dist/demo/release/release.json")
        for name in ["demo-vultr-x86_64", "demo-x86_64.gz", "demo-vultr.plan.gz"] {
            #expect(list.contains("\"\(name)\""), "\(name)")
        }
        #expect(!folder.files.contains("dist/demo/release/demo-vultr-x86_64"))
        #expect(list.contains("\"install.sh\"") && list.contains(Self.digest))
        #expect(list.contains("- New") && list.contains("- Old"))
        // `generate` beside it neither removes it nor counts it as a difference.
        let generate = ["generate", "app/app.yaml", "--firstboot", "firstboot"]
        #expect(try landfall(generate).status == 0)
        #expect(try landfall(generate + ["--check"]).status == 0)
        #expect(folder.files.contains("dist/demo/release/release.json.minisig"))
    }

    @Test func theSameInputGivesTheSameBytes() throws {
        try prepare()
        let environment = fixed
        #expect(try release(["--key", "demo.key"], environment).status == 0)
        let shell = try #require(Tool("sh"))
        let piped = try shell.run(
            [
                "-c",
                "\(Executables.landfall) release app/app.yaml --firstboot firstboot --key - --output again <demo.key",
            ], in: folder.path, environment: environment)
        #expect(piped.status == 0, "\(piped.output)")
        let result = try #require(Tool("diff")).run(["-r", "dist", "again"], in: folder.path)
        #expect(result.status == 0 && result.output.isEmpty, "\(result.output)")
    }

    @Test func whatIsNotFitIsRefused() throws {
        try prepare()
        #expect(try landfall(["key", "new", "other"]).status == 0)
        let stranger = try release(["--key", "other.key"])
        #expect(stranger.status == 65 && stranger.output.contains("is not among app/app.yaml's `release.keys`"))
        #expect(stranger.output.contains("`Replace a key` in docs/how-to/release.md"), "\(stranger.output)")
        let publicKey = try release(["--key", "demo.pub"])
        #expect(publicKey.status == 65 && publicKey.output.contains("demo.pub: this is not a secret key"))
        #expect(try release(["--key", "missing.key"]).status == 65)
        #expect(try release(["--key", "demo.key", "--expires", "soon"]).status == 64)
        #expect(try release(["--key", "demo.key"], ["SOURCE_DATE_EPOCH": "yesterday"]).status == 65)
        try folder.write("app/compose.yml", "services: { web: { image: \"web:1\" } }\n")
        let floating = try release(["--key", "demo.key"])
        #expect(floating.status == 65 && floating.output.contains("error: the image web:1 has no digest"))
        #expect(!FileManager.default.fileExists(atPath: folder.file("dist/demo/release")))
        #expect(try landfall(["key", "new", "demo"]).status == 69)
        #expect(try landfall(["key", "new", "../demo"]).status == 64)
    }

    /// Machines with the other processor would refuse what the list does not name.
    @Test func archivesHaveToServeEachProcessor() throws {
        try prepare()
        try folder.write("app/compose.yml", "services: { web: { image: \"web:1\" } }\n")
        try folder.write("firstboot-aarch64", Executables.plain(183))
        try saveImage(for: "amd64")
        let both = ["--key", "demo.key", "--images", "archives", "--firstboot", "firstboot-aarch64"]
        let refused = try release(both)
        #expect(refused.status == 65, "\(refused.output)")
        #expect(refused.output.contains("have the image `web:1` for linux/amd64, not for linux/arm64\n"))
        #expect(refused.output.contains("--> app/compose.yml:1:27\n"), "\(refused.output)")
        #expect(try release(["--key", "demo.key", "--images", "archives"]).status == 0)
        try saveImage(for: "arm64")
        #expect(try release(both).status == 0)
        let list = try folder.read("dist/demo/release/release.json")
        #expect(list.contains("\"linux/amd64\"") && list.contains("\"linux/arm64\""))
        #expect(list.contains("\"demo-aarch64.gz\"") && list.contains("\"demo-hetzner-aarch64\""))
    }

    /// As `docker save --platform` does.
    private func saveImage(for processor: String) throws {
        let script = """
            mkdir -p archives in && cd in
            printf '{"architecture":"%s","os":"linux","config":{}}' \(processor) >config
            name=$(sha256sum <config | cut -c1-64).json && mv config "$name"
            printf '[{"Config":"%s","RepoTags":["web:1"],"Layers":[]}]' "$name" >manifest.json
            tar -cf ../archives/\(processor).tar manifest.json "$name"
            """
        let result = try #require(Tool("sh")).run(["-ec", script], in: folder.path)
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func theSpareSignsToo() throws {
        try prepare()
        let result = try release(["--key", "demo-spare.key"])
        #expect(result.status == 0 && result.output.contains("if this key is their spare one"), "\(result.output)")
    }

    /// In the first of the two releases that replace it, the spare comes first.
    @Test func theSpareSignsTheReleaseThatReplacesIt() throws {
        try prepare()
        #expect(try landfall(["key", "new", "demo-2"]).status == 0)
        func line(_ name: String) throws -> String {
            String(try #require(try folder.read("\(name).pub").split(separator: "\n").last))
        }
        let (active, spare, new) = (try line("demo"), try line("demo-spare"), try line("demo-2"))
        let app = try folder.read("app/app.yaml")
        try folder.write("app/app.yaml", app.replacing(spare, with: new).replacing(active, with: spare))
        let result = try release(["--key", "demo-spare.key"])
        #expect(result.status == 0 && result.output.contains("if this key is their spare one"), "\(result.output)")
        let list = try folder.read("dist/demo/release/release.json").replacing("\\/", with: "/")
        let places = try [spare, new].map { key in try #require(list.firstRange(of: key)).lowerBound }
        #expect(places[0] < places[1] && !list.contains(active))
        #expect(try release(["--key", "demo.key"]).status == 65)
    }

    @Test func withoutNotesItWarns() throws {
        try prepare()
        try folder.write("app/CHANGELOG.md", "# Changelog\n")
        let result = try release(["--key", "demo.key"])
        #expect(result.status == 0 && result.output.contains("warning: CHANGELOG.md has no section `1.5.0`"))
        try folder.write("notes.md", "- By hand\n")
        #expect(try !release(["--key", "demo.key", "--notes", "notes.md"]).output.contains("warning"))
        #expect(try folder.read("dist/demo/release/release.json").contains("- By hand"))
    }
}
