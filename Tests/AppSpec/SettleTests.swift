import AppSpec
import Plan
import TestSupport
import Testing

/// How long a service without a healthcheck has to run.
@Suite struct SettleTests {
    private let folder = TemporaryFolder()

    private func compile(_ line: String, compose: String = "compose.yml", files: String = "") throws -> Compilation {
        try folder.write(compose, "services: { web: { image: \"web:1\" } }\n")
        try folder.write("compose.override.yml", "services: {}\n")
        try folder.write(
            "app.yaml",
            """
            schema: 1
            name: demo
            version: 1.0.0
            stack: { compose: \(compose), files: [\(files)] }
            \(line)

            """)
        return Compiler.compile(path: folder.file("app.yaml"))
    }

    @Test(arguments: [("", 10), ("settle: 30s", 30), ("settle: 2min", 120), ("settle: 0s", 0)])
    func `the plan has the time in seconds`(line: String, seconds: Int) throws {
        #expect(try #require(try compile(line).spec).plan(for: "hetzner").settle == seconds)
    }

    @Test(arguments: ["settle: 10", "settle: soon", "settle: 2h", "settle: [1s]"])
    func `another text is refused with its place`(line: String) throws {
        let compilation = try compile(line)
        #expect(compilation.spec == nil)
        #expect(compilation.diagnostics.contains { $0.mark.line == 5 })
    }

    @Test func `the names of an owner's override are the owner's`() throws {
        let shipped = try compile("", files: "{ from: compose.override.yml }")
        #expect(shipped.spec == nil)
        #expect(shipped.diagnostics.map(\.message).joined().contains("belongs to the machine's owner"))
        let main = try compile("", compose: "docker-compose.override.yaml")
        #expect(main.spec == nil)
    }
}
