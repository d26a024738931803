import Host
import TestSupport
import Testing

@testable import Domain
@testable import DomainCheck
@testable import Edge

/// `NAMEctl domain` with a certificate authority: Caddy's own ACME server, which comes to the edge's ports.
@Suite(.enabled(if: RealEngine.isHere && NameServer.isPossible)) struct AuthorityTests {
    @Test func theAuthorityIsAskedOnceTheNameIsProvedAndNotTooOften() async throws {
        let address = "127.79.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        let here = NameServer.Reply.records([(.a, address.split(separator: ".").compactMap { UInt8($0) })])
        let server = try NameServer(["one.test": here, "two.test": here, "three.test": here])
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
        // It leads here, and so nothing is awaited.
        #expect(!machine.isThere("/var/lib/landfall/demo/awaited.json"), "\(boot.lastLines)")
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
