import AppSpec
import Plan
import TestSupport
import Testing

@Suite struct FirewallKeyTests {
    private func compile(_ line: String) throws -> Compilation {
        let folder = TemporaryFolder()
        try folder.write(
            "compose.yml",
            """
            services:
              web:
                image: web:1
                ports: ["8080:80", "443:443/udp", "127.0.0.1:5432:5432"]
            """)
        try folder.write(
            "app.yaml",
            "schema: 1\nname: demo\nversion: 1.0.0\nstack: { compose: compose.yml }\nrelease: none\n\(line)\n")
        return Compiler.compile(path: folder.file("app.yaml"))
    }

    private func open(_ line: String) throws -> [String]? {
        try compile(line).spec?.plan(for: "generic").firewall.map(\.description)
    }

    @Test func withoutItThePublishedPortsAreOpen() throws {
        #expect(try open("") == ["22/tcp", "8080/tcp", "443/udp"])
        #expect(try compile("").diagnostics.isEmpty)
    }

    @Test func aListWithoutSSHIsWarnedOf() throws {
        let compilation = try compile("firewall: [8080/tcp, 443/udp]")
        let finding = try #require(compilation.diagnostics.first)
        #expect(compilation.diagnostics.count == 1 && compilation.spec != nil)
        #expect(finding.message == "`firewall` does not open 22/tcp, which every machine does all the same")
        #expect(finding.help?.hasPrefix("write `firewall: [22/tcp, 8080/tcp, 443/udp]`") == true)
        #expect(try compile("firewall: [22, 8080, 443/udp]").diagnostics.isEmpty)
    }

    @Test func dockersSourceIsOneOfTwo() throws {
        #expect(try compile("docker: docker-ce").spec?.docker == .dockerCE)
        #expect(try compile("").spec?.docker == .distribution)
        #expect(try compile("docker: docker-io").diagnostics.first?.help == "did you mean `docker-ce`?")
    }

    @Test(arguments: ["5432:5432", "0.0.0.0:5432:5432", "[::]:5432:5432"])
    func aDatabaseForEverybodyIsWarnedOf(port: String) throws {
        let folder = TemporaryFolder()
        try folder.write("compose.yml", "services:\n  db:\n    image: db:1\n    ports: [\"\(port)\"]\n")
        try folder.write(
            "app.yaml", "schema: 1\nname: demo\nversion: 1.0.0\nstack: { compose: compose.yml }\nrelease: none\n")
        let messages = Compiler.compile(path: folder.file("app.yaml")).diagnostics.map(\.message)
        #expect(messages == ["the database port 5432 is published on all addresses"])
    }
}
