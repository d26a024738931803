import Plan
import TestSupport
import Testing

@testable import AppSpec

@Suite struct ReleaseKeyTests {
    static let compose = "services: { web: { image: \"web:1\" } }"
    static let one = "RWS4KnKBBU1TZsQfUSb51Me3I4UW4UvE1c3cvnSryuF11jMTiolwSzD/"
    static let other = "RWQYal7l5TG7p6vfofGq/e2+IHVW1wD7izuXV7TNR736BUQML+HdXmPW"

    private func project(_ release: String) throws -> Project {
        try Project(compose: Self.compose, app: "release:\n  " + release.replacing("\n", with: "\n  "))
    }

    @Test func everythingReachesThePlan() throws {
        let spec = try #require(
            try project(
                """
                url: "https://example.com/{{ name }}/v{{ version }}/"
                latest: "https://example.com/{{ name }}/latest"
                keys: [\(Self.one), \(Self.other)]
                channel: beta
                minimum_from: 0.9.0
                stops: [0.10.0, 0.9.5]
                """
            ).compile().spec)
        let release = try #require(spec.plan(for: "vultr").release)
        #expect(release.url == "https://example.com/demo/v1.0.0")
        #expect(release.folder(of: "1.1.0") == "https://example.com/demo/v1.1.0")
        #expect(release.newest == "https://example.com/demo/latest")
        #expect(release.keys == [Self.one, Self.other] && release.channel == "beta")
        #expect(spec.updatePath == UpdatePath(minimumFrom: "0.9.0", stops: ["0.9.5", "0.10.0"]))
    }

    @Test func aFolderForAllReleasesIsTheNewestOnesToo() throws {
        let release = try #require(
            try project("url: \"https://example.com/demo/\"").compile().spec?.plan(for: "vultr").release)
        #expect(release.newest == "https://example.com/demo" && release.pattern == nil)
        #expect(release.folder(of: "2.0") == "https://example.com/demo")
    }

    @Test(arguments: [
        (
            "url: \"https://a.example/{{ version }}\"\nkeys: [\(one), \(other)]",
            "warning 6: machines cannot find the newest release, because `url` has the version in it"
        ),
        (
            "url: \"https://a.example\"\nkeys: [\(one)]",
            "warning 7: there is no spare key, so if the active one is lost or stolen, no machine can be updated any more"
        ),
        ("url: \"https://a.example\"\nkeys: [\(one), \(one)]", "error 7: the spare key is the active one"),
        (
            "url: \"https://a.example\"\nkeys: [\(one), \(other), RWRYal7l5TG7p6vfofGq/e2+IHVW1wD7izuXV7TNR736BUQML+HdXmPW]",
            "error 7: there are more than two keys"
        ),
        (
            "url: \"https://a.example\"\nlatest: \"http://a.example\"", "error 7: the release's URL is not HTTPS"
        ),
        (
            "url: \"https://a.example\"\nminimum_from: 1.0.1",
            "error 7: `minimum_from` is newer than this release, 1.0.0"
        ),
        (
            "url: \"https://a.example\"\nstops: [1.0.0]",
            "error 7: the stop 1.0.0 is not older than this release, 1.0.0"
        ),
    ]) func whatCannotBeMeantIsSaid(_ release: String, _ finding: String) throws {
        let findings = try project(release).findings
        #expect(findings.contains(finding), "\(findings)")
    }

    @Test func aKeyThatIsNoneIsRefused() throws {
        let findings = try project("url: \"https://a.example\"\nkeys: [RWQ, \(Self.other)]").findings
        #expect(findings.first?.hasPrefix("error 7: ") == true, "\(findings)")
    }

    @Test func withoutAReleaseItIsSaidWhatIsMissing() throws {
        let folder = TemporaryFolder()
        try folder.write("compose.yml", Self.compose)
        try folder.write("app.yaml", "schema: 1\nname: demo\nversion: 1.0.0\nstack: { compose: compose.yml }\n")
        let warning = try #require(Compiler.compile(path: folder.file("app.yaml")).diagnostics.first)
        #expect(warning.message.hasPrefix("there is no `release`"))
        #expect(warning.help?.contains("release: none") == true)
        #expect(try Project(compose: Self.compose, app: "release: none").compile().diagnostics.isEmpty)
    }

    @Test func gitGivesTheVersion() throws {
        let git = try #require(Tool("git"))
        let folder = TemporaryFolder()
        let run = { (arguments: [String]) in
            let result = try git.run(
                ["-c", "user.name=A", "-c", "user.email=a@example.com"] + arguments, in: folder.path,
                environment: ["GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z", "GIT_CONFIG_GLOBAL": "/dev/null"])
            #expect(result.status == 0, "\(result.output)")
        }
        try folder.write("compose.yml", Self.compose)
        try folder.write(
            "app.yaml", "schema: 1\nname: demo\nversion: git\nstack: { compose: compose.yml }\nrelease: none\n")
        let error = try #require(Compiler.compile(path: folder.file("app.yaml")).diagnostics.first)
        #expect(error.message == "app.yaml is in no Git repository, so Git cannot give its version")
        #expect(error.mark.line == 3 && error.help?.contains("version: 1.4.0") == true)
        try run(["init", "-q"])
        try run(["add", "."])
        try run(["commit", "-q", "-m", "one"])
        try run(["tag", "v2.1.0"])
        let spec = try #require(Compiler.compile(path: folder.file("app.yaml")).spec)
        #expect(spec.app.version == "2.1.0" && spec.commitDate == 1_767_323_045)
        try folder.write("compose.yml", Self.compose + "\n")
        let dirty = try #require(Compiler.compile(path: folder.file("app.yaml")).diagnostics.first)
        #expect(dirty.message.hasSuffix("is not as the commit has it: compose.yml"))
    }
}
