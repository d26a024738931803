import AppSpec
import Plan
import TestSupport
import Testing

@Suite struct CredentialsTests {
    @Test(arguments: [
        ("", Credentials.ConsoleUse.untilLogin), ("console: never, ", .never), ("console: until-login, ", .untilLogin),
    ])
    func `app.yaml says whether the console shows them`(key: String, use: Credentials.ConsoleUse) throws {
        let folder = TemporaryFolder()
        try folder.write("compose.yml", "services: { web: { image: web:1 } }\n")
        try folder.write(
            "app.yaml",
            """
            schema: 1
            name: demo
            version: 1.0.0
            stack: { compose: compose.yml }
            credentials: { \(key)show: [{ label: URL, value: "https://{{ address }}" }] }
            """)
        let spec = try #require(Compiler.compile(path: folder.file("app.yaml")).spec)
        #expect(spec.plan(for: "hetzner").credentials.console == use)
    }
}
