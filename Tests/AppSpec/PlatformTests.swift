import AppSpec
import Plan
import Testing

/// Images for each processor that an app is offered for.
@Suite struct PlatformTests {
    private static let both: [Architecture] = [.arm64, .amd64]

    private func check(
        _ compose: String, offered: [Architecture] = both, archived: [String: Set<String>] = [:]
    ) throws -> [String] {
        let project = try Project(compose: compose)
        let spec = try #require(project.compile().spec)
        let result = PlatformCheck(offered: offered) { archived[$0] ?? [] }.run(spec)
        #expect((result.spec == nil) == result.diagnostics.contains { $0.severity == .error })
        return result.render(color: false).split(separator: "\n").map(String.init).filter {
            !$0.hasSuffix("|")
        }.map { $0.replacing(project.folder.path + "/", with: "") }
    }

    @Test func aPlatformIsOneProcessorAlone() throws {
        let compose = """
            services:
              web:
                image: web:1
                platform: linux/amd64
            """
        #expect(
            try check(compose) == [
                "warning: the service `web` is for linux/amd64 alone, and the app is offered for aarch64 too",
                " --> compose.yml:4:15",
                "4 |     platform: linux/amd64",
                "  |               ^^^^^^^^^^^",
                "help: remove `platform` if the image is made for linux/arm64 as well; else offer the app without "
                    + "aarch64: --firstboot firstboot-x86_64",
            ])
        #expect(try check(compose, offered: [.amd64]).isEmpty)
        // With one program there is no other to name.
        let alone = try check(compose, offered: [.arm64])
        #expect(alone.last?.hasSuffix("else offer the app without aarch64: --firstboot firstboot-x86_64") == true)
    }

    @Test(arguments: ["linux/arm64/v8", "arm64", "linux/aarch64", "LINUX/ARM64"])
    func itMayBeSpelledInManyWays(_ platform: String) throws {
        let compose = "services: { web: { image: \"web:1\", platform: \(platform) } }"
        #expect(try check(compose).first?.contains("is offered for x86_64 too") == true)
        #expect(try check(compose, offered: [.arm64]).isEmpty)
    }

    @Test func anArchiveForOneProcessorIsRefused() throws {
        let compose = """
            services:
              db:
                image: postgres:17
              web:
                image: ${WEB:-web:1}
              worker:
                image: web:1
            """
        let archived: [String: Set<String>] = [
            "web:1": ["linux/amd64"], "postgres:17": ["linux/amd64", "linux/arm64"],
        ]
        #expect(
            try check(compose, archived: archived) == [
                "error: the archives have the image `web:1` for linux/amd64, not for linux/arm64",
                " --> compose.yml:5:12",
                "5 |     image: ${WEB:-web:1}",
                "  |            ^^^^^^^^^^^^^",
                "help: add an archive that `docker save --platform linux/arm64` made, or offer the app without aarch64: "
                    + "--firstboot firstboot-x86_64",
            ])
        #expect(try check(compose, offered: [.amd64], archived: archived).isEmpty)
    }

    /// Nothing is known of images that come from a registry, and nothing of a profile that is off starts.
    @Test func whatIsNotKnownIsNotJudged() throws {
        #expect(
            try check(
                """
                services:
                  web: { image: "web:1", platform: linux/s390x }
                  debug: { image: "tools:1", platform: linux/amd64, profiles: [debug] }
                  db: { image: "db:1", platform: linux }
                """
            ).isEmpty)
    }
}
