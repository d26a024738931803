import Findings
import Testing

@Suite struct ReadyPortTests {
    private func findings(_ check: String) throws -> [String] {
        try Project(
            compose: """
                services:
                  web: { image: web:1, ports: ["80:80", "127.0.0.1:9000:90"] }
                  db: { image: db:1 }
                """, app: "parameters: { port: { type: port, label: Port, default: 80 } }\nready: [\(check)]"
        ).findings
    }

    @Test(arguments: [
        "{ http: \"http://127.0.0.1/\" }", "{ http: \"http://localhost:9000/health\" }", "{ tcp: \"127.0.0.1:80\" }",
        "{ http: \"http://{{ address }}/\" }", "{ http: \"http://{{ address }}:{{ parameters.port }}/\" }",
        "{ http: \"https://status.example.com/\" }", "{ tcp: \"[::1]:80\" }",
        "{ http: \"http://127.0.0.1:{{ parameters.port }}\" }",
    ])
    func `these can hold`(check: String) throws {
        #expect(try findings(check).filter { $0.hasPrefix("error") } == [])
    }

    @Test(arguments: [
        ("{ http: \"http://127.0.0.1:8080/\" }", "no service publishes port 8080, so nothing would answer"),
        ("{ http: \"https://127.0.0.1/\" }", "no service publishes port 443, so nothing would answer"),
        ("{ http: \"http://{{ address }}:81/\" }", "no service publishes port 81, so nothing would answer"),
        ("{ tcp: \"127.0.0.1:5432\" }", "no service publishes port 5432, so nothing would answer"),
        ("{ http: \"http://web/health\" }", "the machine does not know the service's name `web`"),
        ("{ http: \"http://db:5432\" }", "the machine does not know the service's name `db`"),
        (
            "{ http: \"http://{{ address }}:9000/\" }",
            "port 9000 is published only on 127.0.0.1, so nothing answers at {{ address }}"
        ),
    ])
    func `these never would`(check: String, message: String) throws {
        #expect(try findings(check).contains { $0.hasPrefix("error") && $0.hasSuffix(message) })
    }
}
