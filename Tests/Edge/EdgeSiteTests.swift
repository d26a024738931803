import Plan
import Providers
import TestSupport
import Testing

@testable import Edge
@testable import Installation

/// The text of an app's part of Caddy's configuration.
@Suite struct EdgeSiteTests {
    private func text(
        _ hosts: [(String, String)], version: [Int] = [2, 11, 7], parameters: [String: String] = [:],
        title: String = "Demo", usesOwn: Bool = false, header: String? = nil
    ) throws -> String {
        var edge = Edge(
            exposures: hosts.map { Exposure(service: "web", port: 8080, host: Template(text: $0.0), path: $0.1) })
        edge.usesOwnAuthority = usesOwn
        var plan = Plan.demo("generic")
        plan.stack.edge = edge
        let values = Values(
            plan: plan, metadata: Metadata(provider: "generic", instanceID: "1", hostname: nil), parameters: parameters,
            secrets: [:])
        let app = App(name: "demo", title: title, version: "1")
        return try EdgeSite(app: app, edge: edge, project: "demo", values: values, version: version, header: header)
            .text()
    }

    private func certificate(
        _ host: String, version: [Int] = [2, 11, 7], _ parameters: [String: String] = [:], usesOwn: Bool = false
    ) throws -> String {
        let lines = try text([(host, "/")], version: version, parameters: parameters, usesOwn: usesOwn).split(
            separator: "\n")
        return lines.drop { !$0.hasSuffix(" {") }.dropFirst().prefix { !$0.contains("route") }
            .map { $0.drop { $0 == "\t" } }.joined(separator: "|")
    }

    @Test(arguments: [
        ("chat.shop.org", "", ""), ("chat.local", "", "tls internal"), ("10.0.0.7", "", "tls internal"),
        ("chat.shop.org", "a@shop.org", "tls a@shop.org"),
        (
            "198.100.1.1", "",
            "tls {|issuer acme {|profile shortlived|disable_tlsalpn_challenge|}|issuer internal|}"
        ),
        (
            "[2A01::1]", "a@shop.org",
            "tls {|issuer acme {|email a@shop.org|profile shortlived|disable_tlsalpn_challenge|}|issuer internal|}"
        ),
    ])
    func aPublicNameGetsAPublicCertificate(host: String, email: String, lines: String) throws {
        #expect(try certificate(host, ["acme_email": email]) == lines)
    }

    @Test(arguments: [
        ("198.100.1.1", [2, 10, 0], false), ("198.100.1.1", [2, 10, 1], true), ("2a01::1", [2, 11, 2], false),
        ("2a01::1", [2, 11, 3], true), ("198.100.1.1", [2, 6, 2], false), ("198.100.1.1", [3, 0], true),
    ])
    func anOlderCaddySignsAddressesItself(host: String, version: [Int], isPublic: Bool) throws {
        #expect(try certificate(host, version: version).contains("shortlived") == isPublic)
    }

    @Test func theOwnerChoosesTheAuthority() throws {
        let staging = ["acme_ca": "https://acme.test/directory"]
        #expect(try certificate("chat.shop.org", staging) == "tls {|issuer acme {|dir https://acme.test/directory|}|}")
        #expect(try certificate("chat.lan", staging).contains("dir https://acme.test/directory"))
        #expect(try certificate("chat.shop.org", ["acme_ca": "internal"]) == "tls internal")
        #expect(try certificate("chat.shop.org", usesOwn: true) == "tls internal")
    }

    @Test func theLongestPathComesFirst() throws {
        let site = try text([("a.org", "/"), ("A.org", "/api/v2"), ("a.org", "/api")])
        let order = ["@0 path /api/v2 /api/v2/*", "@1 path /api /api/*", "handle {"].map {
            site.firstRange(of: $0)?.lowerBound
        }
        #expect(order.allSatisfy { $0 != nil } && order.compactMap(\.self) == order.compactMap(\.self).sorted())
        #expect(site.split(separator: "https://").count == 2)
    }

    @Test func aTitleIsOnlyText() throws {
        let site = try text([("a.org", "/")], title: "<b>`{env.HOME}`")
        #expect(site.contains("<h1>&#60;b&#62;&#96;&#123;env.HOME&#125;&#96;</h1>"))
    }

    /// DigitalOcean's, for one.
    @Test func aMarketplacesHeaderHasTheAppsName() throws {
        let site = try text([("a.org", "/"), ("b.org", "/")], header: "X-DO-MARKETPLACE")
        #expect(site.split(separator: "\n").count { $0 == "\theader X-DO-MARKETPLACE \"demo\"" } == 2)
        #expect(try !text([("a.org", "/")]).contains("MARKETPLACE"))
        #expect(Provider.named("digitalocean")?.imageExtras?.header?.name == "X-DO-MARKETPLACE")
    }

    @Test func whatIsNoHostNameIsRefused() {
        for host in ["a b", "a.org {", "*.a.org", "a.org:80", ""] {
            #expect(throws: Failure.self, "\(host)") { try text([(host, "/")]) }
        }
    }

    @Test func ofSeveralImagesTheNewestRuns() {
        var record = EdgeRecord()
        for (name, image) in [("a", "caddy:2.9.1"), ("b", "caddy:2.11.7@sha256:00"), ("c", "caddy:2.11")] {
            record.apps[name] = .init(hosts: [name], image: image, network: name)
        }
        #expect(record.image == "caddy:2.11.7@sha256:00")
    }
}
