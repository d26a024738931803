import Findings
import Testing

/// What Compose uses of `env`.
@Suite struct UsageTests {
    private func findings(_ compose: String, env: String) throws -> [String] {
        try Project(compose: compose, app: "env: { \(env) }").findings
    }

    @Test(arguments: ["secrets", "configs"])
    func `a secret or config can take its value from env`(section: String) throws {
        let compose = """
            services:
              web: { image: web:1, \(section): [key] }
            \(section):
              key: { environment: KEY }
            """
        #expect(try findings(compose, env: "KEY: x") == [])
        #expect(try findings(compose, env: "KEY: x, OTHER: x").count == 1)
    }

    @Test func `a variable in its own alternative has a value there`() throws {
        let compose = "services:\n  web: { image: web:1, environment: { URL: \"${HOST:+https://${HOST}}\" } }\n"
        #expect(try findings(compose, env: "") == [])
        #expect(try findings(compose.replacing("}}\"", with: "}$ELSE}\""), env: "").count == 1)
    }

    @Test func `a list is no mapping to merge, as Compose says`() throws {
        let found = try findings(
            "x-a: &a [A=1]\nservices:\n  web:\n    image: web:1\n    environment:\n      <<: *a\n", env: "")
        #expect(found.filter { $0.hasPrefix("error") } == ["error 6: `<<` takes a mapping or a list of mappings"])
    }

    @Test func `what is built from source is an error only where it would start`() throws {
        let compose = "services:\n  web: { image: web:1 }\n  tool: { build: ., profiles: [tools] }\n"
        #expect(
            try findings(compose, env: "") == [
                "warning 3: the service `tool` is built from source, so its profile can never be on"
            ])
        #expect(
            try findings(compose, env: "COMPOSE_PROFILES: tools").contains(
                "error 3: the service `tool` is built from source, and machines only pull images"))
    }

    @Test func `an image that is never pulled is on no machine`() throws {
        let compose = "services:\n  web: { image: \"web:1\", build: ., pull_policy: never }\n"
        #expect(try findings(compose, env: "") == ["error 2: the image `web:1` is only on the computer that builds it"])
        #expect(try findings(compose.replacing("never", with: "missing"), env: "") == [])
    }

    @Test func `an environment that is one text is refused as Compose refuses it`() throws {
        let found = try findings(
            "services:\n  web:\n    image: web:1\n    environment:\n      A=1\n      B=2\n", env: "")
        #expect(found == ["error 5: `environment` must be a mapping or a list"])
    }
}
