import Findings
import Plan
import Testing

/// `registries` in app.yaml.
@Suite struct RegistriesKeyTests {
    private static let parameters = """
        parameters:
          account: { type: string, label: User }
          token: { type: password, label: Token, required: false }
        secrets: { KEY: { kind: hex, bytes: 16 } }
        env: { KEY: "{{ secrets.KEY }}", WHO: "{{ parameters.account }}" }
        """

    private func project(_ registries: String) throws -> Project {
        try Project(
            compose:
                "services: { web: { image: \"ghcr.io/o/web:1\", environment: [KEY, WHO] }, db: { image: \"db:1\" } }",
            app: "registries: \(registries)\n\(Self.parameters)")
    }

    @Test func theLoginIsInThePlan() throws {
        let compiled = try project(
            #"[{ host: GHCR.io, username: "{{ parameters.account }}", password: "{{ parameters.token }}" }]"#
        ).compile()
        let spec = try #require(compiled.spec, "\(compiled.render(color: false))")
        let access = RegistryAccess(
            host: "ghcr.io", username: Template([.parameter("account")]), password: Template([.parameter("token")]))
        #expect(spec.plan(for: "generic").registries == [access])
        #expect(!compiled.render(color: false).contains("never used"))
    }

    @Test(arguments: [
        (#"host: "https://ghcr.io/o""#, "x", "{{ parameters.token }}", "is no registry's host"),
        ("host: quay.io", "x", "{{ parameters.token }}", "no image of the app is from `quay.io`"),
        ("host: ghcr.io", "x", "hunter2", "a registry's password is no part of app.yaml"),
        ("host: ghcr.io", "x", "{{ parameters.account }}", "is a registry's password, and is not kept secret"),
        ("host: ghcr.io", "x", "{{ secrets.KEY }}", "a registry's password"),
        ("host: ghcr.io", "{{ address }}", "{{ parameters.token }}", "a registry's user name"),
        ("host: ghcr.io", "x", "{{ parameters.tokem }}", "tokem"),
        ("hots: ghcr.io", "x", "{{ parameters.token }}", "hots"),
    ])
    func whatIsWrongIsTold(host: String, username: String, password: String, message: String) throws {
        let project = try project(#"[{ \#(host), username: "\#(username)", password: "\#(password)" }]"#)
        #expect(project.findings.contains { $0.hasPrefix("error 5") && $0.contains(message) }, "\(project.findings)")
    }

    @Test func oneLoginForEachHost() throws {
        let login = #"{ host: docker.io, username: x, password: "{{ parameters.token }}" }"#
        let project = try project("[\(login), \(login.replacing("docker.io", with: "index.docker.io"))]")
        #expect(project.findings.contains { $0.contains("the registry `docker.io` is listed twice") })
    }
}
