import Foundation
import HTTP
import Host
import Plan
import TestSupport
import Testing

@testable import Domain

/// `NAMEctl domain`, with the real Caddy and a DNS server of the test's own.
@Suite(.enabled(if: RealEngine.isHere && NameServer.isPossible)) struct DomainTests {
    private func with(
        _ names: [String: NameServer.Reply], _ body: (EdgeMachine, EdgeApp) async throws -> Void
    ) async throws {
        let server = try NameServer(names)
        let machine = try EdgeMachine()
        try machine.folder.write("root/etc/resolv.conf", "nameserver \(server.address)\n")
        do {
            let app = try machine.app(
                "demo", "expose: [{ service: web, port: 8080 }]\nready: [{ http: \"https://{{ address }}/\" }]")
            try await app.boot("one.test")
            try await body(machine, app)
        } catch {
            try await machine.takeAway()
            throw error
        }
        try await machine.takeAway()
        withExtendedLifetime(server) {}
    }

    private static let here: [UInt8] = [127, 0, 0, 1]

    @Test func theNewNameTakesOverAndTheOldOneRedirects() async throws {
        try await with(["two.test": .records([(.a, Self.here)])]) { machine, app in
            let check = try await app.run("domain", "two.test", "--check")
            #expect(check.status == 0, "\(check.lastLines)")
            #expect(check.lastLines.contains("PASS  A 127.0.0.1: leads to this machine"), "\(check.lastLines)")
            #expect(machine.get("two.test") == nil && machine.get("one.test")?.status == 200)
            let change = try await app.run("domain", "two.test")
            #expect(change.status == 0, "\(change.lastLines)")
            #expect(change.lastLines.contains("demo is at https://two.test."))
            #expect(machine.get("two.test")?.body == "hello from demo")
            #expect(try machine.redirect("one.test", "/a?b=c") == "https://two.test/a?b=c")
            #expect(try machine.folder.read("root/etc/demo/parameters.yaml").contains("domain: two.test"))
            let again = try await app.run("domain", "two.test")
            #expect(again.status == 0 && again.lastLines.last?.contains("there is nothing to do") == true)
            // Each boot keeps it so.
            #expect(try await app.run("start").status == 0)
            #expect(try machine.redirect("one.test", "/") == "https://two.test/")
            // The old name stays the app's.
            let other = try machine.app("other")
            let refused = try await other.run("provision", "--console", "-", "--set", "domain=one.test")
            #expect(refused.status == 65, "\(refused.lastLines)")
        }
    }

    @Test func aNameThatDoesNotLeadHereChangesNothing() async throws {
        let loopback6: [UInt8] = [UInt8](repeating: 0, count: 15) + [1]
        try await with([
            "stale.test": .records([(.a, Self.here), (.aaaa, loopback6)]), "broken.test": .code(2),
        ]) { machine, app in
            let before = try machine.folder.read("root/etc/demo/parameters.yaml")
            for (name, words) in [
                ("gone.test", "gone.test does not exist (NXDOMAIN)"), ("broken.test", "SERVFAIL"),
                ("stale.test", "FAIL  AAAA ::1: nothing answers there"),
            ] {
                let result = try await app.run("domain", name)
                #expect(result.status == 65 && result.lastLines.contains { $0.contains(words) }, "\(result.lastLines)")
            }
            for (name, words) in [
                ("*.test", "wildcard"), ("two.test.", "without the dot"), ("bücher.test", "xn--"),
                ("https://two.test", "without https://"),
            ] {
                let result = try await app.run("domain", name)
                #expect(result.status == 64 && result.lastLines.contains { $0.contains(words) }, "\(result.lastLines)")
            }
            #expect(try machine.folder.read("root/etc/demo/parameters.yaml") == before)
            #expect(machine.get("one.test")?.body == "hello from demo")
        }
    }

    /// The app's check asks by the old name, which is not enough once it has another.
    @Test func aFailureOnTheWayLeavesTheOldName() async throws {
        try await with(["two.test": .records([(.a, Self.here)])]) { machine, _ in
            let app = try machine.app(
                "demo", version: "1.0.1",
                "expose: [{ service: web, port: 8080 }]\nready: [{ http: \"https://one.test/\", within: 1s }]")
            #expect(try await app.run("provision").status == 0)
            let before = try machine.folder.read("root/etc/demo/parameters.yaml")
            let result = try await app.run("domain", "two.test")
            #expect(result.status == 69, "\(result.lastLines)")
            #expect(result.lastLines.contains("Going back to one.test…"), "\(result.lastLines)")
            #expect(try machine.folder.read("root/etc/demo/parameters.yaml") == before)
            #expect(machine.get("one.test")?.body == "hello from demo")
            #expect(machine.get("two.test") == nil)
            #expect(try await app.run("diff").lastLines.allSatisfy { !$0.contains("two.test") })
        }
    }
}

extension EdgeMachine {
    /// Where the edge sends who asks for that.
    func redirect(_ host: String, _ path: String) throws -> String? {
        var policy = Policy.once
        policy.verifiesCertificates = false
        policy.redirects = .never
        var request = Request("GET", "https://\(host)\(path)")
        request.connectTo = "127.0.0.1:\(https)"
        let response = try Client(policy: policy).send(request)
        return response.status == 308 ? response.headers["location"] : nil
    }
}
