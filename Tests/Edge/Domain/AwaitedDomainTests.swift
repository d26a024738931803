import Foundation
import Host
import TestSupport
import Testing

@testable import DomainCheck

/// A first boot with a domain that does not lead here yet, and what takes it up later, with the real Caddy, a DNS server of
/// the test's own, and Caddy's ACME server as the authority.
@Suite(.enabled(if: RealEngine.isHere && NameServer.isPossible)) struct AwaitedDomainTests {
    private struct Place {
        let machine: EdgeMachine
        let app: EdgeApp
        let server: NameServer
        let authority: Authority
        let here: NameServer.Reply

        /// A first boot that is given one.test.
        func boot() async throws -> CommandResult {
            try await app.run(
                "provision", "--console", "-", "--set", "domain=one.test", "--set", "acme_ca=\(authority.directory)")
        }

        func credentials() throws -> String { try machine.folder.read("root/root/demo-credentials.txt") }
        func site() throws -> String { try machine.folder.read("root/var/lib/landfall/edge/caddy/sites/demo.caddy") }
        var awaits: Bool { machine.isThere("/var/lib/landfall/demo/awaited.json") }
    }

    private func with(_ names: [String: NameServer.Reply], _ body: (Place) async throws -> Void) async throws {
        let address = "127.79.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        let server = try NameServer(names)
        let machine = try EdgeMachine(address: address)
        let authority = try await Authority(machine, names: ["one.test", "two.test"])
        try machine.folder.write("root/etc/resolv.conf", "nameserver \(server.address)\n")
        do {
            let app = try machine.app(
                "demo",
                """
                expose: [{ service: web, port: 8080 }]
                ready: [{ http: "https://{{ address }}/" }]
                credentials: [{ label: URL, value: "https://{{ address }}" }]
                """
            ) {
                $0.stack.edge?.usesOwnAuthority = false
                $0.stack.edge?.image = authority.edgeImage
            }
            let bytes = address.split(separator: ".").compactMap { UInt8($0) }
            try await body(
                Place(
                    machine: machine, app: app, server: server, authority: authority,
                    here: .records([(.a, bytes)])))
        } catch {
            try await machine.takeAway()
            try await authority.takeAway()
            throw error
        }
        try await machine.takeAway()
        try await authority.takeAway()
        withExtendedLifetime(server) {}
    }

    @Test func theFirstBootGoesOnWithoutItAndItIsTakenUpOnceItLeadsHere() async throws {
        try await with([:]) { place in
            let (machine, app) = (place.machine, place.app)
            let boot = try await place.boot()
            try #require(boot.status == 0, "\(boot.lastLines)")
            #expect(boot.lastLines.contains("demo: one.test does not lead to this machine yet:"), "\(boot.lastLines)")
            #expect(boot.lastLines.contains { $0.contains(" for one.test ") && $0.contains("where its DNS is kept") })
            #expect(boot.lastLines.contains { $0.hasPrefix("one.test is awaited: one.test does not exist (NXDOMAIN)") })
            #expect(try !place.credentials().contains("one.test") && place.credentials().contains("URL"))
            #expect(try !place.site().contains("one.test") && place.awaits && machine.get("one.test") == nil)
            let status = try await app.run("status")
            #expect(
                status.lastLines.contains { $0.hasPrefix("demo: one.test is awaited: one.test does not exist") },
                "\(status.lastLines)")
            #expect(try await app.run("status", "--json").lastLines.contains { $0.contains("\"awaited_domain\"") })
            let doctor = try await app.run("doctor").lastLines
            #expect(doctor.contains { $0.hasPrefix("WARN  domain: one.test is awaited") }, "\(doctor)")
            // As the timer's unit, each boot and the owner run it.
            let early = try await app.run("domain", "--awaited")
            #expect(early.status == 0 && early.lastLines.last?.hasPrefix("one.test is awaited") == true)
            for verb in ["provision", "start"] {
                let again = try await app.run(verb)
                #expect(again.status == 0 && place.awaits, "\(again.lastLines)")
            }
            #expect(try !place.site().contains("one.test"))
            #expect(try await app.run("diff").lastLines.last == "demo is as it should be.")

            place.server.say(["one.test": place.here])
            let taken = try await app.run("domain", "--awaited")
            try #require(taken.status == 0, "\(taken.lastLines)")
            #expect(machine.get("one.test")?.body == "hello from demo")
            #expect(try place.authority.certificates(of: machine) == ["one.test"])
            #expect(try place.credentials().contains("https://one.test") && !place.awaits)
            #expect(try await app.run("domain", "--awaited").lastLines == ["No domain is awaited."])
            #expect(try await app.run("status").lastLines.allSatisfy { !$0.contains("awaited") })
            #expect(try await app.run("diff").lastLines.last == "demo is as it should be.")
        }
    }

    @Test func whatAnswersThereMustBeThisMachine() async throws {
        // Nobody listens there.
        let away = NameServer.Reply.records([(.a, [127, 80, 0, 1])])
        try await with(["one.test": away]) { place in
            let app = place.app
            let boot = try await place.boot()
            try #require(boot.status == 0, "\(boot.lastLines)")
            #expect(boot.lastLines.contains { $0.contains("A 127.80.0.1: nothing answers there") }, "\(boot.lastLines)")
            #expect(place.awaits)
            // Tokens are not fetched every few minutes where that was in vain, and what was wrong is still told.
            for _ in 1...2 { #expect(try await app.run("domain", "--awaited").status == 0) }
            #expect(try await app.run("status").lastLines.contains { $0.contains("nothing answers there") })
            // The owner has another one in mind.
            try place.machine.folder.write(
                "root/etc/demo/parameters.yaml",
                "acme_ca: \(place.authority.directory)\ndomain: two.test\n", mode: 0o600)
            #expect(
                try await app.run("domain", "--awaited").lastLines.last?.contains("has another domain by now") == true)
            place.server.say(["two.test": place.here])
            let other = try await app.run("provision")
            #expect(other.status == 0 && !place.awaits, "\(other.lastLines)")
            try await eventually(within: .seconds(60)) { place.machine.get("two.test")?.status == 200 }
        }
    }

    /// Networks that let no machine reach itself by its public address are there.
    @Test func theOwnerMayInsist() async throws {
        try await with([:]) { place in
            try #require(try await place.boot().status == 0)
            let insisted = try await place.app.run("provision", "--set", "domain=one.test")
            #expect(insisted.status == 0 && !place.awaits, "\(insisted.lastLines)")
            #expect(try place.credentials().contains("https://one.test"))
        }
    }

    /// Wherever taking it up was cut off, the app has the name or waits for it, and has it in the end.
    @Test(.enabled(if: Tool.isInstalled("strace"), "`make setup` installs strace"))
    func aCutWhileItIsTakenUpLosesNothing() async throws {
        try await with([:]) { place in
            let (machine, app) = (place.machine, place.app)
            try #require(try await place.boot().status == 0)
            let root = machine.folder.file("root")
            let pattern = "?rename,?renameat,?renameat2"
            for count in sequence(first: 1, next: { $0 + 4 }) {
                place.server.say(["one.test": place.here])
                let options = ["-f", "--detach-on=execve", "--quiet=all", "-o", "/dev/null", "-e", "trace=\(pattern)"]
                let injection = ["-e", "inject=\(pattern):signal=SIGKILL:when=\(count)"]
                let run = try await Command(
                    "strace", options + injection + [app.binary, "domain", "--awaited", "--root", root]
                ).run()
                let recovery = try await app.run("start")
                #expect(recovery.status == 0, "\(count): \(recovery.lastLines)")
                #expect(!machine.isThere("/var/lib/landfall/demo/domain.json"), "\(count)")
                let hasIt = try place.credentials().contains("https://one.test")
                #expect(place.awaits != hasIt, "\(count)")
                #expect((machine.get("one.test")?.body == "hello from demo") == hasIt, "\(count)")
                #expect(try await app.run("diff").lastLines.last == "demo is as it should be.", "\(count)")
                if hasIt { return #expect(count > 1 || run.status == 0) }
                // What was cut off counts as a question to the authority.
                let record = "root/var/lib/landfall/edge/edge.json"
                try machine.folder.write(
                    record, try machine.folder.read(record).replacing(/"one\.test"\s*:\s*\[[^\]]*\]/, with: ""),
                    mode: 0o600)
                #expect(count < 80)
                if count >= 80 { return }
            }
        }
    }
}
