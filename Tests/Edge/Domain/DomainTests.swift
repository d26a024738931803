import Foundation
import HTTP
import Host
import Plan
import TestSupport
import Testing

@testable import Domain
@testable import DomainCheck

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
            #expect(change.lastLines.contains("demo is at https://two.test, and https://one.test redirects to it."))
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
            let help = "  help: `democtl domain --forget one.test` lets go of it; then run this again"
            #expect(refused.lastLines.contains { help.hasSuffix($0.drop { $0 == " " }) }, "\(refused.lastLines)")
            // Until the owner lets go of it.
            #expect(try await app.run("domain", "--forget", "two.test").status == 64)
            let forgotten = try await app.run("domain", "--forget", "one.test")
            #expect(forgotten.status == 0, "\(forgotten.lastLines)")
            #expect(machine.get("one.test") == nil && machine.get("two.test")?.status == 200)
            #expect(try await app.run("start").status == 0)
            #expect(machine.get("one.test") == nil)
            try await other.boot("one.test")
            #expect(machine.get("one.test")?.body == "hello from other")
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
                ("*.test", "wildcard"), ("bücher.test", "`democtl domain xn--bcher-kva.test`"),
            ] {
                let result = try await app.run("domain", name)
                #expect(result.status == 64 && result.lastLines.contains { $0.contains(words) }, "\(result.lastLines)")
            }
            let other = try machine.app("other")
            try await other.boot("other.test")
            let taken = try await app.run("domain", "OTHER.test")
            #expect(taken.status == 65, "\(taken.lastLines)")
            #expect(taken.lastLines.contains("error: the host name other.test is other's on this machine"))
            #expect(try machine.folder.read("root/etc/demo/parameters.yaml") == before)
            #expect(machine.get("one.test")?.body == "hello from demo")
            #expect(!machine.isThere("/var/lib/landfall/demo/domain.json"))
            // While the edge is stopped, no name can be tried.
            let caddy = try await machine.caddy()
            _ = try await RealEngine.lines("stop", caddy)
            let stopped = try await app.run("domain", "stale.test")
            #expect(stopped.status == 69, "\(stopped.lastLines)")
            #expect(stopped.lastLines.contains { $0.contains("the machine's edge does not run") })
            #expect(try await app.run("start").status == 0)
            try await eventually { machine.get("one.test")?.status == 200 }
        }
    }

    /// Another machine, or another program of this one, answers at the name's address.
    @Test func somethingElseThatAnswersIsTold() async throws {
        let address = "127.78.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        let bytes = address.split(separator: ".").compactMap { UInt8($0) }
        try await with(["cdn.test": .records([(.a, bytes)])]) { machine, app in
            let name = "\(machine.id)-cdn"
            let listen = ["caddy", "respond", "--listen", "\(address):\(machine.http)", "--body", "not yours"]
            let run = ["run", "--detach", "--name", name, "--network", "host", "caddy:2.6.2"]
            let started = try await Command("docker", run + listen).run()
            #expect(started.status == 0, "\(started.lastLines)")
            let url = "http://\(address):\(machine.http)/"
            try await eventually { (try? Client(policy: .once).send(Request("GET", url))) != nil }
            let result = try await app.run("domain", "cdn.test")
            #expect(result.status == 65, "\(result.lastLines)")
            #expect(
                result.lastLines.contains {
                    $0.contains("FAIL  A \(address): something else answers there (status 200, Caddy)")
                }, "\(result.lastLines)")
            #expect(machine.get("one.test")?.body == "hello from demo" && machine.get("cdn.test") == nil)
            _ = try await RealEngine.lines("rm", "--force", name)
        }
    }

    /// The app has one name or the other afterwards, wholly, wherever the change was cut off.
    @Test(.enabled(if: Tool.isInstalled("strace"), "`make setup` installs strace"), arguments: ["rename", "unlink"])
    func aCutLeavesOneOfTheNames(call: String) async throws {
        let names: [String: NameServer.Reply] = [
            "one.test": .records([(.a, Self.here)]), "two.test": .records([(.a, Self.here)]),
        ]
        try await with(names) { machine, app in
            var (name, next) = ("one.test", "two.test")
            let root = machine.folder.file("root")
            for count in 1...60 {
                let pattern = "?\(call),?\(call)at,?\(call)at2"
                let options = [
                    "-f", "--detach-on=execve", "--quiet=all", "-o", "/dev/null", "-e", "trace=\(pattern)",
                ]
                let injection = ["-e", "inject=\(pattern):signal=SIGKILL:when=\(count)"]
                let run = try await Command(
                    "strace", options + injection + [app.binary, "domain", next, "--root", root]
                ).run()
                let recovery = try await app.run("start")
                #expect(recovery.status == 0, "\(call) \(count): \(recovery.lastLines)")
                #expect(!machine.isThere("/var/lib/landfall/demo/domain.json"), "\(call) \(count)")
                let parameters = try machine.folder.read("root/etc/demo/parameters.yaml")
                let hasChanged = parameters.contains("domain: \(next)")
                #expect(hasChanged || run.status != 0, "\(call) \(count): \(run.lastLines)")
                if hasChanged { swap(&name, &next) }
                #expect(machine.get(name)?.body == "hello from demo", "\(call) \(count), \(name)")
                let isRight =
                    hasChanged
                    ? try machine.redirect(next, "/") == "https://\(name)/" : machine.get(next)?.status != 200
                #expect(isRight, "\(call) \(count), \(next)")
                #expect(try await app.run("diff").lastLines.last == "demo is as it should be.")
                if run.status == 0 { return }
            }
            Issue.record("each of the runs was cut off")
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
        request.connectTo = "\(address):\(https)"
        let response = try Client(policy: policy).send(request)
        return response.status == 308 ? response.headers["location"] : nil
    }
}
