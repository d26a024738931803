import AppSpec
import Plan
import TestSupport
import Testing

@Suite struct RotateKeyTests {
    private func compile(_ secret: String) throws -> Compilation {
        let folder = TemporaryFolder()
        try folder.write("compose.yml", "services:\n  db:\n    image: db:1\n    environment: [KEY]\n")
        try folder.write(
            "app.yaml",
            """
            schema: 1
            name: demo
            version: 1.0.0
            stack: { compose: compose.yml }
            release: none
            secrets:
              BASE: { kind: hex, bytes: 16 }
              KEY: \(secret)
            env: { KEY: "{{ secrets.KEY }}{{ secrets.BASE }}" }

            """)
        return Compiler.compile(path: folder.file("app.yaml"))
    }

    @Test func bothFormsAreRead() throws {
        let restart = try compile("{ kind: hex, bytes: 16, rotate: restart }")
        #expect(restart.diagnostics.map(\.message) == [])
        #expect(restart.spec?.secrets.last?.rotation == .restart)
        let command = try compile("{ kind: password, length: 24, rotate: { service: db, run: [set-key] } }")
        #expect(command.spec?.secrets.last?.rotation == .command(ServiceCommand(service: "db", run: ["set-key"])))
        #expect(try compile("{ kind: hex, bytes: 16 }").spec?.secrets.last?.rotation == nil)
    }

    @Test func whatCannotBeIsSaid() throws {
        for (secret, message) in [
            ("{ kind: hex, bytes: 16, rotate: always }", "`rotate`"),
            ("{ kind: hex, bytes: 16, rotate: { service: web, run: [x] } }", "there is no service `web`"),
            ("{ kind: hex, bytes: 16, rotate: { service: db, run: [] } }", "`run` is empty"),
            ("{ kind: sha256, of: BASE, rotate: restart }", "unknown key `rotate`"),
        ] {
            let messages = try compile(secret).diagnostics.map(\.message)
            #expect(messages.contains { $0.contains(message) }, "\(messages)")
        }
    }
}
