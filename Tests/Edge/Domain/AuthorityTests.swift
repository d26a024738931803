import Foundation
import Host
import TestSupport
import Testing

@testable import Domain
@testable import Edge

/// `NAMEctl domain` with a certificate authority: Caddy's own ACME server, which comes to the edge's ports.
@Suite(.enabled(if: RealEngine.isHere && NameServer.isPossible)) struct AuthorityTests {
    @Test func theAuthorityIsAskedOnceTheNameIsProvedAndNotTooOften() async throws {
        let address = "127.79.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        let here = NameServer.Reply.records([(.a, address.split(separator: ".").compactMap { UInt8($0) })])
        let server = try NameServer(["two.test": here, "three.test": here])
        let machine = try EdgeMachine(address: address)
        let authority = try await Authority(machine, names: ["one.test", "two.test", "three.test"])
        try machine.folder.write("root/etc/resolv.conf", "nameserver \(server.address)\n")
        do { try await change(machine, authority) } catch {
            try await machine.takeAway()
            try await authority.takeAway()
            throw error
        }
        try await machine.takeAway()
        try await authority.takeAway()
        withExtendedLifetime(server) {}
    }

    private func change(_ machine: EdgeMachine, _ authority: Authority) async throws {
        let image = authority.edgeImage
        let app = try machine.app("demo") {
            $0.stack.edge?.usesOwnAuthority = false
            $0.stack.edge?.image = image
        }
        let boot = try await app.run(
            "provision", "--console", "-", "--set", "domain=one.test", "--set", "acme_ca=\(authority.directory)")
        try #require(boot.status == 0, "\(boot.lastLines)")
        try await eventually(within: .seconds(60)) { machine.get("one.test")?.status == 200 }
        let missing = try await app.run("domain", "gone.test")
        #expect(missing.status == 65)
        let done = try await app.run("domain", "two.test")
        #expect(done.status == 0, "\(done.lastLines)")
        #expect(machine.get("two.test")?.body == "hello from demo")
        #expect(try machine.redirect("one.test", "/") == "https://two.test/")
        #expect(try authority.certificates(of: machine) == ["one.test", "two.test"])
        // From here on, nobody signs. The old name stays, and the authority is not asked for ever.
        try await authority.stop()
        for _ in 1...Certificate.triesAnHour {
            let failed = try await app.run("domain", "three.test")
            #expect(failed.status == 69, "\(failed.lastLines)")
            #expect(failed.lastLines.contains("error: the authority gives no certificate for three.test"))
            #expect(failed.lastLines.contains { $0.contains("connection refused") }, "\(failed.lastLines)")
            #expect(machine.get("two.test")?.body == "hello from demo" && machine.get("three.test") == nil)
            let site = try machine.folder.read("root/var/lib/landfall/edge/caddy/sites/demo.caddy")
            #expect(!site.contains("three.test"))
        }
        let refused = try await app.run("domain", "three.test")
        #expect(refused.status == 69, "\(refused.lastLines)")
        #expect(refused.lastLines.contains { $0.contains("run this again in 60 min, at 20") }, "\(refused.lastLines)")
        #expect(try await app.run("domain", "three.test", "--check").status == 0)
        #expect(try await app.run("diff").lastLines.last == "demo is as it should be.")
    }

    @Test func twoTriesAnHourCountFromEachOfThem() {
        #expect(Certificate.wait([], now: 10_000) == nil && Certificate.wait([9_000], now: 10_000) == nil)
        #expect(Certificate.wait([9_000, 9_900], now: 10_000) == 2_600)
        #expect(Certificate.wait([6_000, 9_900], now: 10_000) == nil)
        // By a clock that was ahead.
        #expect(Certificate.wait([90_000, 91_000], now: 10_000) == nil)
    }

    @Test(arguments: [
        (#"{"level":"error","msg":"will retry","error":"[a.test] Obtain: HTTP 429 urn:x - too many"}"#, true),
        (#"{"level":"error","msg":"will retry","error":"[b.test] Obtain: no"}"#, false),
        (#"{"level":"info","msg":"obtaining certificate","error":"[a.test] x"}"#, false), ("no JSON", false),
    ])
    func theAuthoritysAnswerIsFound(line: String, isOne: Bool) {
        #expect(RunningCaddy.refusal(line, "a.test") == (isOne ? "Obtain: HTTP 429 urn:x - too many" : nil))
    }
}

/// Caddy's ACME server in a container of its own, and an image of Caddy that trusts it.
private struct Authority {
    private let container: String
    let edgeImage: String
    let directory: String

    /// - Parameter names: Those that lead to the edge for it.
    init(_ machine: EdgeMachine, names: [String]) async throws {
        container = "\(machine.id)-acme"
        edgeImage = "\(machine.id)-caddy:2.6.2"
        // An address of this computer that containers of other networks reach.
        _ = try await RealEngine.lines("network", "create", container)
        let format = "{{(index .IPAM.Config 0).Gateway}}"
        let gateway = try #require(
            try await RealEngine.lines("network", "inspect", container, "--format", format).first)
        let port = try Listener().port
        directory = "https://\(gateway):\(port)/acme/local/directory"
        try machine.folder.write(
            "acme/Caddyfile",
            """
            {
                admin off
                auto_https disable_redirects
                skip_install_trust
                default_sni \(gateway)
            }
            https://\(gateway):\(port) {
                tls internal
                acme_server
            }
            """)
        let hosts = names.flatMap { ["--add-host", "\($0):\(machine.address)"] }
        let mount = ["--volume", "\(machine.folder.file("acme")):/etc/caddy:ro"]
        let started = try await Command(
            "docker",
            ["run", "--detach", "--name", container, "--network", "host"] + hosts + mount
                + ["caddy:2.6.2", "caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
        ).run()
        try #require(started.status == 0, "\(started.lastLines)")
        let root = machine.folder.file("root.crt")
        let container = container
        try await eventually(within: .seconds(30)) {
            let source = "\(container):/data/caddy/pki/authorities/local/root.crt"
            return try await Command("docker", ["cp", source, root]).run().succeeded
        }
        let carrier = "\(container)-carrier"
        _ = try await RealEngine.lines("create", "--name", carrier, "caddy:2.6.2")
        _ = try await RealEngine.lines("cp", root, "\(carrier):/etc/ssl/certs/ca-certificates.crt")
        _ = try await RealEngine.lines("commit", carrier, edgeImage)
        _ = try await RealEngine.lines("rm", carrier)
    }

    func stop() async throws { _ = try await RealEngine.lines("stop", "--time", "0", container) }

    func takeAway() async throws {
        _ = try await RealEngine.lines("rm", "--force", "--volumes", container)
        _ = try await RealEngine.lines("network", "rm", container)
        _ = try await RealEngine.lines("rmi", "--force", edgeImage)
    }

    /// The names for which it has signed, as the edge's storage has them.
    func certificates(of machine: EdgeMachine) throws -> [String] {
        let folder = machine.folder.file("root/var/lib/landfall/edge/data/caddy/certificates")
        let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".crt") && !$0.hasPrefix("local/") }.map {
            ($0 as NSString).lastPathComponent.replacing(".crt", with: "")
        }.sorted()
    }
}
