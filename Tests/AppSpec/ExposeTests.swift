import Findings
import Plan
import Testing
import YAML

/// `expose` in app.yaml.
@Suite struct ExposeTests {
    private func project(_ expose: String, web: String = "", more: String = "") throws -> Project {
        try Project(
            compose: """
                services:
                  web: { image: "web:1"\(web.isEmpty ? "" : ", ")\(web) }
                  api: { image: "api:1", networks: [back] }
                  setup: { image: "web:1", restart: "no" }
                  off: { image: "web:1", profiles: [debug] }
                networks: { back: {} }
                """,
            app: "expose: \(expose)\n\(more)")
    }

    @Test func theServicesAreJoinedToTheEdge() throws {
        let compiled = try project(
            "[{ service: web, port: 8080 }, { service: api, port: 80, path: /api }]",
            more: "ready: [{ http: \"https://{{ address }}/\" }]"
        ).compile()
        let spec = try #require(compiled.spec, "\(compiled.render(color: false))")
        let edge = try #require(spec.stack.edge)
        #expect(edge.exposures.map(\.path) == ["/", "/api"])
        #expect(edge.exposures[0].host == Template([.machine(.address)]))
        #expect(edge.image.contains("@sha256:"))
        #expect(spec.firewall.map(\.description) == ["22/tcp", "80/tcp", "443/tcp", "443/udp"])
        #expect(spec.stack.overlays == [Edge.overlay])
        let names = spec.plan(for: "generic").parameters.map(\.name)
        #expect(names.suffix(2) == ["acme_email", "acme_ca"])
        let file = try #require(spec.stack.files.first { $0.path == Edge.overlay })
        guard case .verbatim(let bytes) = file.content else { return #expect(Bool(false)) }
        let root = try #require(try YAML.parse(bytes))
        #expect(root["services"]?["web"]?["networks"]?.entries.map(\.name) == ["default", "landfall-edge"])
        #expect(root["services"]?["api"]?["networks"]?.entries.map(\.name) == ["landfall-edge"])
        #expect(root["networks"]?["landfall-edge"]?["internal"]?.bool == true)
    }

    @Test(arguments: [
        ("[{ service: wep, port: 80 }]", "there is no service `wep` in the compose file"),
        ("[{ service: web, port: 0 }]", "`port` is not a whole number from 1 to 65535"),
        ("[]", "`expose` is empty"),
        ("[{ service: setup, port: 80 }]", "`setup` runs once and ends, so it answers no requests"),
        ("[{ service: off, port: 80 }]", "the service `off` never starts, because its profile is off"),
        (
            "[{ service: web, port: 80 }, { service: api, port: 80 }]", "this host and path are exposed twice"
        ),
        (
            "[{ service: web, port: 80, host: \"*.shop.org\" }]",
            "`*.shop.org` has a wildcard, for which no certificate comes without access to the domain's DNS"
        ),
        ("[{ service: web, port: 80, host: shop.org. }]", "`shop.org.` ends with a dot"),
        (
            "[{ service: web, port: 80, host: bücher.org }]",
            "`bücher.org` has characters that host names have only in another form"
        ),
        ("[{ service: web, port: 80, host: \"https://shop.org/x\" }]", "`https://shop.org/x` is more than a host name"),
        ("[{ service: web, port: 80, host: \"shop.org:81\" }]", "`shop.org:81` has a port"),
        ("[{ service: web, port: 80, host: shop }]", "`shop` is no host name"),
        ("[{ service: web, port: 80, path: \"/a b\" }]", "`path` is not what a request's path begins with"),
        (
            "[{ service: web, port: 80, host: \"{{ secrets.KEY }}\" }]", "a host name is no secret: everybody sees it"
        ),
        (
            "[{ service: web, port: 80, host: \"{{ parameters.contact }}\" }]",
            "the parameter `contact` is of type email, so it may be no host name"
        ),
    ])
    func whatIsWrongIsNamed(expose: String, message: String) throws {
        let more =
            "secrets: { KEY: { kind: hex, bytes: 16 } }\nparameters: { contact: { type: email, label: Mail, required: false } }"
        let findings = try project(expose, more: more).findings
        #expect(findings.contains { $0.hasPrefix("error") && $0.contains(message) }, "\(findings)")
    }

    @Test(arguments: [
        ("ports: [\"443:8443\"]", "`web` publishes 443/tcp, which the machine's edge has for an app with `expose`"),
        ("ports: [\"79-81:79-81\"]", "`web` publishes 80/tcp, which the machine's edge has for an app with `expose`"),
        ("network_mode: host", "`web` has `network_mode: host`, so the edge does not reach it"),
        ("network_mode: \"service:api\"", "`web` has `network_mode: service:api`, so the edge does not reach it"),
    ])
    func theEdgesPortsAreNotTheApps(web: String, message: String) throws {
        let findings = try project("[{ service: web, port: 8080 }]", web: web).findings
        #expect(findings.contains { $0.hasPrefix("error") && $0.contains(message) }, "\(findings)")
    }

    @Test func whatWouldNeverAnswerIsNamed() throws {
        let project = try project(
            "[{ service: web, port: 8080 }]", web: "ports: [\"8080:8080\"]",
            more: "firewall: [22/tcp, 8080/tcp]\nready: [{ http: \"http://127.0.0.1/\" }]")
        #expect(
            project.findings.map { $0.drop { $0 != ":" }.dropFirst(2) } == [
                "`web` is exposed, and publishes the same port 8080 without TLS",
                "`firewall` keeps 80/tcp, 443/tcp, 443/udp closed, which the edge answers on",
                "the machine's edge answers by host name, and 127.0.0.1 is none of the app's",
            ], "\(project.findings)")
        #expect(
            try self.project("[{ service: web, port: 8080 }]", more: "firewall: [22/tcp, 80/tcp, 443/tcp, 443/udp]")
                .findings == [])
    }

    @Test func theEdgeIsForAppsThatExpose() throws {
        let findings = try Project(
            compose: "services: { web: { image: \"web:1\" } }", app: "edge: { image: caddy:2.11.7 }"
        ).findings
        #expect(findings == ["error 5: `edge` is for apps with `expose`"])
    }
}
