import Findings
import TestSupport
import Testing

/// Values that are not encoded in a URL.
@Suite struct URLTests {
    private func project(_ env: String, secret: String = "{ kind: base64, bytes: 32 }", compose: String = "$URL") throws
        -> Project
    {
        try Project(
            compose: "services:\n  web:\n    image: web:1\n    environment: [\"URL=\(compose)\"]",
            app: """
                parameters:
                  name: { type: string, label: Name, default: a }
                  word: { type: string, label: Word, default: a, pattern: "[a-z0-9_]{1,20}" }
                  host: { type: hostname, label: Host, required: false }
                secrets:
                  PW: \(secret)
                env:
                  PW: "{{ secrets.PW }}"
                  N: "{{ parameters.name }}{{ parameters.word }}"
                  \(env)
                """)
    }

    private func errors(_ project: Project) -> [String] {
        project.compile().diagnostics.filter { $0.message.contains("is not encoded in a URL") }
            .map { "\($0.severity.rawValue): \($0.message); \($0.help ?? "")" }
    }

    @Test func aBase64SecretInEnvIsFound() throws {
        let found = errors(try project(#"URL: "postgres://app:{{ secrets.PW }}@db/app""#))
        #expect(
            found == ["error: the secret `PW` is not encoded in a URL; write {{ secrets.PW | urlencode }}"])
    }

    @Test func aBase64SecretInTheComposeFileIsFound() throws {
        let found = errors(try project("URL: x", compose: "postgres://app:${PW}@db/app"))
        #expect(
            found == [
                "error: the secret `PW` is not encoded in a URL; "
                    + "add `PW_URLENCODED: \"{{ secrets.PW | urlencode }}\"` to `env` in app.yaml, and write ${PW_URLENCODED} here"
            ])
        let named = errors(try project(#"ENC: "{{ secrets.PW | urlencode }}""#, compose: "postgres://app:${PW}@db/app"))
        #expect(named.first?.hasSuffix("write ${ENC} here") == true)
        #expect(errors(try project(#"ENC: "{{ secrets.PW | urlencode }}""#, compose: "postgres://app:${ENC}@db")) == [])
    }

    @Test(arguments: [
        "{ kind: base64, bytes: 32 }", "{ kind: wireguard }", "{ kind: email, domain: example.com }",
        "{ kind: template, value: \"a/b\" }",
    ])
    func `every kind with other characters`(secret: String) throws {
        #expect(errors(try project(#"URL: "amqp://{{ secrets.PW }}@mq""#, secret: secret)).count == 1)
    }

    @Test(arguments: [
        "{ kind: hex, bytes: 16 }", "{ kind: base64url, bytes: 32 }", "{ kind: password, length: 24 }",
        "{ kind: uuid }",
        "{ kind: alphanumeric, length: 32 }", "{ kind: token, prefix: sk_, length: 32 }",
    ])
    func `no kind that was made for it`(secret: String) throws {
        #expect(errors(try project(#"URL: "amqp://u:{{ secrets.PW }}@mq""#, secret: secret)) == [])
    }

    @Test(arguments: [
        "http://u:{{ secrets.PW | urlencode }}@x", "key={{ secrets.PW }}", "https://{{ parameters.host }}/x",
        "https://{{ parameters.name }}/x", "http://u:{{ parameters.word }}@x", "see http://x {{ secrets.PW }}",
        "http://a,{{ secrets.PW }}@",
    ])
    func `these are right`(value: String) throws {
        #expect(errors(try project("URL: \"\(value)\"")) == [])
    }

    @Test(arguments: [
        ("http://u:{{ parameters.name }}@x", "error"), ("https://x/?k={{ secrets.PW }}", "warning"),
        ("http://u:{{ secrets.PW | base64 }}@x", "error"), ("https://x/{{ parameters.name }}", "warning"),
    ])
    func `these are found`(value: String, severity: String) throws {
        let found = errors(try project("URL: \"\(value)\""))
        #expect(found.count == 1 && found[0].hasPrefix(severity))
    }

    @Test func `a rendered file's too`() throws {
        let project = try Project(
            compose: "services: { web: { image: \"web:1\" } }",
            app: """
                stack: { compose: compose.yml, files: [{ from: app.conf, render: true }] }
                secrets: { PW: { kind: base64, bytes: 32 } }
                """)
        try project.folder.write("app.conf", "db = \"postgres://u:{{ secrets.PW }}@db\"\n")
        #expect(project.findings == ["error 4: the secret `PW` is not encoded in a URL in app.conf"])
    }
}
