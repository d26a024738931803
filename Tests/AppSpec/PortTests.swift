import Findings
import Testing

/// Ports of the machine: what is taken, closed, or open for nobody.
@Suite struct PortTests {
    private func findings(ports: String, other: String = "", app: String = "") throws -> [String] {
        try Project(
            compose: "services:\n  web: { image: web:1, ports: [\(ports)] }\n\(other)", app: app
        ).findings
    }

    @Test(arguments: ["22:22", "127.0.0.1:22:2222", "20-25:20-25"])
    func port22IsSSHs(port: String) throws {
        #expect(try findings(ports: "\"\(port)\"") == ["error 2: the machine's own sshd uses port 22"])
    }

    @Test(arguments: ["53:53", "53:53/udp", "127.0.0.53:53:53", "0.0.0.0:53:53"])
    func `port 53 is systemd-resolved's`(port: String) throws {
        #expect(try findings(ports: "\"\(port)\"").first?.hasPrefix("error 2: on Ubuntu, systemd-resolved") == true)
    }

    @Test func `port 53 of one address is free`() throws {
        let project = try Project(
            compose: "services:\n  dns: { image: dns:1, ports: [\"${PUBLIC_IPV4}:53:53/udp\"] }",
            app: "env: { PUBLIC_IPV4: \"{{ public_ipv4 }}\" }")
        #expect(project.findings == [])
        #expect(try findings(ports: "\"22:22/udp\", \"[::1]:53:53\"") == [])
    }

    @Test(arguments: [
        ("80:80", "80:81"), ("80:80", "127.0.0.1:80:81"), ("8000-8010:8000-8010", "8005:1"), ("0.0.0.0:80:80", "80:1"),
    ])
    func aPortIsPublishedOnce(first: String, second: String) throws {
        #expect(
            try findings(ports: "\"\(first)\"", other: "  other: { image: web:1, ports: [\"\(second)\"] }\n").count == 1
        )
        let found = try findings(ports: "\"\(first)\", \"\(second)\"")
        #expect(found.count == 1 && found[0].hasPrefix("error 2: `web` publishes the port "))
    }

    @Test(arguments: [
        ("80:80", "80:80/udp"), ("127.0.0.1:80:80", "127.0.0.2:80:80"), ("0.0.0.0:80:80", "[::]:80:80"),
        ("8000-8010:80", "8005:80"), ("80", "80"),
    ])
    func `these go together`(first: String, second: String) throws {
        #expect(try findings(ports: "\"\(first)\"", other: "  b: { image: b:1, ports: [\"\(second)\"] }\n") == [])
    }

    @Test func `services that start with a profile alone take no port`() throws {
        let other = "  b: { image: b:1, profiles: [debug], ports: [\"80:80\"] }\n"
        #expect(try findings(ports: "\"80:80\"", other: other) == [])
        #expect(try findings(ports: "\"80:80\"", other: other, app: "env: { COMPOSE_PROFILES: debug }").count == 1)
    }

    @Test func `each finding gives the same whole firewall line, a range's ports too`() throws {
        let project = try Project(
            compose: "services:\n  web: { image: web:1, ports: [\"80:80\", \"8000-8002:8000-8002\", \"443:443/udp\"] }",
            app: "firewall: [22/tcp, 80/tcp]")
        let line = "write `firewall: [22/tcp, 80/tcp, 8000/tcp, 8001/tcp, 8002/tcp, 443/udp]` in app.yaml"
        #expect(project.help.count == 2 && project.help.allSatisfy { $0.hasPrefix(line) })
        #expect(project.findings[0] == "warning 2: the published ports 8000-8002/tcp are missing from `firewall`")
    }

    @Test func `a port that nobody publishes is open for nothing`() throws {
        #expect(
            try findings(ports: "\"80:80\", \"127.0.0.1:90:90\"", app: "firewall: [22/tcp, 80/tcp, 90/tcp, 8080/tcp]")
                == [
                    "warning 5: `90/tcp` is published only for the machine itself, so `firewall` opens nothing",
                    "warning 5: no service publishes `8080/tcp`, so `firewall` opens nothing",
                ])
    }

    @Test func `a port that only the machine knows may be any`() throws {
        #expect(
            try findings(
                ports: "\"${PORT}:80\"",
                app: "secrets: { P: { kind: port } }\nenv: { PORT: \"{{ secrets.P }}\" }\nfirewall: [22/tcp, 8080/tcp]")
                == [])
    }

    @Test func `the machine's own network is named, with and without a firewall`() throws {
        let compose = "services:\n  web: { image: web:1, network_mode: host }"
        let named = "warning 2: `web` is on the machine's own network, so its ports are not known here"
        #expect(try Project(compose: compose).findings == [named])
        #expect(try Project(compose: compose, app: "firewall: [22/tcp, 80/tcp]").findings == [named])
    }
}
