import Foundation
import HTTP
import Host
import Plan
import TestSupport
import Testing

/// The machine's edge with the real Caddy, in a real engine.
@Suite(.enabled(if: RealEngine.isHere)) struct EdgeTests {
    private func with(_ body: (EdgeMachine) async throws -> Void) async throws {
        let machine = try EdgeMachine()
        do { try await body(machine) } catch {
            try await machine.takeAway()
            throw error
        }
        try await machine.takeAway()
    }

    @Test func anAppAnswersByItsNameAlone() async throws {
        try await with { machine in
            let app = try machine.app(
                "demo",
                """
                expose: [{ service: web, port: 8080 }, { service: web, port: 8080, host: www.one.test, path: /api }]
                ready: [{ http: "https://{{ address }}/", within: 30s }]
                """)
            try await app.boot("one.test")
            #expect(machine.get("one.test")?.body == "hello from demo")
            #expect(machine.get("one.test")?.status == 200)
            #expect(machine.get("www.one.test", "/api/x")?.body == "hello from demo")
            #expect(machine.get("www.one.test", "/apix")?.status == 404)
            #expect(machine.get("two.test") == nil)
            // The app publishes nothing, and its network leads nowhere else.
            #expect(try await !app.containers("--format", "{{.Ports}}").contains { $0.contains("->") })
            let network = "\(app.plan.stack.project)_\(Edge.network)"
            #expect(try await RealEngine.lines("network", "inspect", "--format", "{{.Internal}}", network) == ["true"])
            let doctor = try await app.run("doctor")
            #expect(doctor.lastLines.contains("PASS  edge: answers for one.test, www.one.test"), "\(doctor.lastLines)")
            // Again, and nothing is new.
            let before = try await machine.caddy()
            #expect(try await app.run("provision").status == 0)
            #expect(try await app.run("start").status == 0)
            #expect(try await machine.caddy() == before)
        }
    }

    @Test func severalAppsShareItAndTheLastTakesItAway() async throws {
        try await with { machine in
            let one = try machine.app("demo")
            try await one.boot("one.test")
            let watch = Watch(machine, "one.test", "hello from demo")
            let two = try machine.app("other")
            try await two.boot("two.test")
            #expect(machine.get("two.test")?.body == "hello from other")
            let third = try machine.app("third")
            let refused = try await third.run("provision", "--console", "-", "--set", "domain=ONE.test")
            #expect(refused.status == 65, "\(refused.lastLines)")
            #expect(refused.lastLines.contains("error: the host name one.test is demo's on this machine"))
            #expect(try await third.containers() == [])
            let list = try await two.run("uninstall", "--dry-run")
            #expect(
                list.lastLines.contains { $0.contains("the machine's edge, which serves demo") }, "\(list.lastLines)")
            try await two.uninstall("--purge")
            #expect(machine.get("two.test") == nil)
            let failures = await watch.end()
            #expect(failures == [], "requests to the first app have failed: \(failures)")
            #expect(machine.get("one.test")?.body == "hello from demo")
            try await one.uninstall()
            #expect(!machine.isThere(Edge.composeFile))
            #expect(machine.isThere(Edge.folder + "/data"))
            #expect(try await machine.containers() == [])
            try await machine.app("demo").boot("one.test")
            try await machine.app("demo").uninstall("--purge")
            #expect(!machine.isThere(Edge.folder))
        }
    }

    @Test func aWrongConfigurationLeavesTheOldOne() async throws {
        try await with { machine in
            try await machine.app("demo").boot("one.test")
            let broken = try machine.app("other") { $0.stack.edge?.exposures[0].path = "/x }" }
            let result = try await broken.run("provision", "--console", "-", "--set", "domain=two.test")
            #expect(result.status == 70, "\(result.lastLines)")
            #expect(result.lastLines.contains("error: Caddy refuses the configuration for other"))
            #expect(machine.get("one.test")?.body == "hello from demo")
            #expect(!machine.isThere(Edge.folder + "/caddy/sites/other.caddy"))
            // The next Caddy reads what the old one had, and the next release of the app goes on.
            _ = try await RealEngine.lines("restart", try await machine.caddy())
            try await eventually { machine.get("one.test")?.status == 200 }
            #expect(try await machine.app("other").run("provision").status == 0)
            #expect(machine.get("two.test")?.body == "hello from other")
        }
    }

    @Test func whoHasThePortIsToldBeforeAnythingStarts() async throws {
        let taken = try Listener()
        try await with { machine in
            let app = try machine.app { $0.stack.edge?.http = taken.port }
            let result = try await app.run("provision", "--console", "-", "--set", "domain=one.test")
            #expect(result.status == 69)
            let process = ProcessInfo.processInfo.processIdentifier
            #expect(
                result.lastLines.contains {
                    $0.contains("port \(taken.port)/tcp:") && $0.contains("(process \(process)")
                },
                "\(result.lastLines)")
            #expect(try await app.containers() == [])
            // A container is told by its name and its app.
            let own = try machine.app(
                "other", compose: EdgeMachine.compose + "\n    ports: [\"127.0.0.1:\(machine.https):8080\"]\n", "")
            try await own.boot("two.test")
            let second = try await machine.app().run("provision")
            #expect(second.status == 69)
            let name = own.plan.stack.project
            #expect(
                second.lastLines.contains("  port \(machine.https)/tcp: the container \(name)-web-1 of \(name) has it"),
                "\(second.lastLines)")
        }
    }

    /// What a power cut or somebody's hand may leave. `start`, which each boot runs, puts it right.
    @Test(arguments: Damage.allCases) func startMends(_ damage: Damage) async throws {
        try await with { machine in
            let app = try machine.app()
            try await app.boot("one.test")
            try await damage.harm(machine, app)
            let result = try await app.run("start")
            #expect(result.status == 0, "\(result.lastLines)")
            try await eventually { machine.get("one.test")?.body == "hello from demo" }
            #expect(!machine.isThere(Edge.folder + "/caddy/next"))
        }
    }

    enum Damage: String, CaseIterable, Sendable {
        case caddyKilled, caddyRemoved, networkLeft, siteMissing, nextLeftOver, folderMissing, recordMissing, stranger

        func harm(_ machine: EdgeMachine, _ app: EdgeApp) async throws {
            let caddy = try await machine.caddy()
            let folder = machine.folder
            let stack = folder.file("root" + Edge.folder)
            switch self {
            case .caddyKilled: _ = try await RealEngine.lines("kill", caddy)
            case .caddyRemoved: _ = try await RealEngine.lines("rm", "--force", caddy)
            case .networkLeft:
                let network = "\(app.plan.stack.project)_\(Edge.network)"
                _ = try await RealEngine.lines("network", "disconnect", "--force", network, caddy)
            case .siteMissing: try FileManager.default.removeItem(atPath: stack + "/caddy/sites/demo.caddy")
            case .nextLeftOver: try folder.write("root\(Edge.folder)/caddy/next/sites/demo.caddy", "half a")
            case .folderMissing:
                _ = try await RealEngine.lines("rm", "--force", caddy)
                try FileManager.default.removeItem(atPath: stack + "/caddy")
            case .recordMissing:
                try FileManager.default.removeItem(atPath: folder.file("root/var/lib/landfall/edge/edge.json"))
            case .stranger: try folder.write("root\(Edge.folder)/caddy/sites/gone.caddy", "wrong {")
            }
        }
    }

    @Test func aReleaseWithoutItLeavesTheEdge() async throws {
        try await with { machine in
            try await machine.app().boot("one.test")
            let older = try machine.app("demo", version: "1.1.0", "")
            #expect(try await older.run("provision").status == 0)
            #expect(!machine.isThere(Edge.composeFile))
            #expect(try await machine.containers() == [])
        }
    }
}

/// Asks for a page again and again.
final class Watch: Sendable {
    private let task: Task<[String], Never>

    init(_ machine: EdgeMachine, _ host: String, _ expected: String) {
        task = Task.detached {
            var failures: [String] = []
            while !Task.isCancelled {
                do throws(HTTPError) {
                    let answer = try Self.ask(machine, host)
                    if answer.body != expected { failures.append("\(answer)") }
                } catch {
                    failures.append("\(error)")
                }
            }
            return failures
        }
    }

    /// As browsers do: where a server closes a connection before it has taken the request, they open another (RFC 9113,
    /// section 8.7). Caddy does so at a reload to connections that are being opened. Debian's, 2.6.2, also reads its
    /// certificates again then, and no handshake succeeds before it has them; 2.7 and newer keep them
    /// (caddyserver/caddy#5623).
    private static func ask(
        _ machine: EdgeMachine, _ host: String
    ) throws(HTTPError) -> (status: Int, body: String) {
        let end = ContinuousClock.now + .seconds(1)
        while true {
            do throws(HTTPError) { return try machine.ask(host) } catch {
                if ContinuousClock.now > end { throw error }
            }
        }
    }

    func end() async -> [String] {
        task.cancel()
        return await task.value
    }
}
