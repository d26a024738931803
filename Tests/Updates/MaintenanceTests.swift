import Foundation
import Host
import Plan
import TestSupport
import Testing

/// Updates of an app whose reverse proxy runs on while the others are stopped: it answers each request, with its error
/// page where it has nothing better.
@Suite(.enabled(if: RealEngine.isHere && Tool.isInstalled("curl"), "run by Scripts/with-engine"), .serialized)
struct MaintenanceTests {
    private static let page = "being updated"

    /// - Parameters:
    ///   - migration: What the release runs once, in the service that has data.
    ///   - sharing: Whether the proxy sees that service's data.
    private static func machine(migration: String = "echo new >/data/state", sharing: Bool = false) async throws
        -> CaddyMachine
    {
        try await CaddyMachine { machine, version, answer in
            let proxied = sharing ? "files:/shared:ro" : "front_data:/data"
            let compose = """
                services:
                  front:
                    image: caddy:2.6.2
                    ports: ["127.0.0.1:\(machine.port):80"]
                    volumes: ["./front:/etc/caddy:ro", "\(proxied)"]
                    restart: unless-stopped
                  web:
                    image: caddy:2.6.2
                    volumes: ["./web:/etc/caddy:ro"]
                    restart: always
                  store:
                    image: postgres:17
                    entrypoint: [sh, -c, "echo old >/data/old; exec sleep infinity"]
                    stop_signal: SIGKILL
                    volumes: ["files:/data"]
                volumes: {front_data: {}, files: {}}
                """
            // At the address of a container that has just stopped nobody answers, not even with a refusal: a request would
            // wait for three seconds, perhaps longer than the services are stopped.
            let proxy = "reverse_proxy web:80 {\n\t\ttransport http {\n\t\t\tdial_timeout 100ms\n\t\t}\n\t}"
            let front = "http:// {\n\t\(proxy)\n\thandle_errors {\n\t\trespond \"\(page)\" 503\n\t}\n}\n"
            var plan = machine.plan(
                version, compose,
                [
                    StackFile(path: "front/Caddyfile", content: .verbatim(Array(front.utf8))),
                    StackFile(path: "web/Caddyfile", content: .verbatim(Array("http:// {\n\t\(answer)\n}\n".utf8))),
                ], services: ["front", "web"])
            plan.stack.services.append(Service(name: "store", image: "postgres:17"))
            plan.stack.volumes = ["front_data", "files"]
            plan.stack.mounts = [
                StackMount(service: "store", target: "/data", source: Template(text: "files"))
            ]
            if !sharing {
                plan.stack.mounts.append(
                    StackMount(service: "front", target: "/data", source: Template(text: "front_data")))
            }
            plan.stack.maintenance = "front"
            if version != "1.0.0" {
                plan.afterStart = [ServiceCommand(service: "store", run: ["sh", "-c", migration])]
            }
            return plan
        }
    }

    private static func data(of machine: CaddyMachine) async throws -> [String] {
        try await RealEngine.lines("exec", machine.container(of: "store"), "ls", "/data")
    }

    @Test func theProxyAnswersEachRequestAndStaysTheSame() async throws {
        let machine = try await Self.machine()
        let front = try await machine.container(of: "front")
        let visitor = Visitor(machine.url)
        let visits = Task { try await visitor.run() }
        let updated = try await machine.update(to: "1.1.0", answer: "respond two")
        #expect(updated.status == 0, "\(updated.lastLines)")
        #expect(updated.lastLines.contains { $0.contains("front answers meanwhile") }, "\(updated.lastLines)")
        let answers = try await visitor.end(visits)
        #expect(answers.subtracting(["200 one", "200 two", "503 \(Self.page)"]) == [])
        #expect(answers.contains("503 \(Self.page)"), "nothing was asked while the services were stopped")
        #expect(try await machine.page() == "two")
        #expect(try await machine.container(of: "front") == front)
        #expect(try await Self.data(of: machine) == ["old", "state"])

        // Its own data has no copy; the others' does, and comes back.
        let kept = try await RealEngine.lines("volume", "ls", "--quiet", "--filter", "name=\(machine.project)_")
        #expect(kept.filter { $0.contains("_old-") }.count == 1, "\(kept)")
        let back = try await machine.run("rollback", "--yes")
        #expect(back.status == 0, "\(back.lastLines)")
        #expect(try await machine.page() == "one")
        #expect(try await Self.data(of: machine) == ["old"])
        try await RealEngine.takeAway(project: machine.project)
    }

    @Test func aFailedUpdateComesBackBehindIt() async throws {
        let machine = try await Self.machine(migration: "echo new >/data/state; exit 3")
        let failed = try await machine.update(to: "1.1.0", answer: "respond two")
        #expect(
            failed.status == 69 && failed.lastLines.contains { $0.contains("1.0.0 is back") }, "\(failed.lastLines)")
        #expect(try await machine.page() == "one")
        #expect(try await Self.data(of: machine) == ["old"])
        try await RealEngine.takeAway(project: machine.project)
    }

    /// It would go on with data that was put aside.
    @Test func aProxyThatSeesDataOfOthersStopsLikeThem() async throws {
        let machine = try await Self.machine(sharing: true)
        let updated = try await machine.update(to: "1.1.0", answer: "respond two")
        #expect(updated.status == 0, "\(updated.lastLines)")
        #expect(!updated.lastLines.contains { $0.contains("answers meanwhile") }, "\(updated.lastLines)")
        let copy = machine.folder.file("state")
        _ = try await RealEngine.lines("cp", machine.container(of: "front") + ":/shared/state", copy)
        #expect(try machine.folder.read("state") == "new\n")
        try await RealEngine.takeAway(project: machine.project)
    }
}

/// Asks for a page again and again, with a new connection for each request.
private actor Visitor {
    private let url: String
    private var isOver = false
    private var answers: Set<String> = []

    init(_ url: String) { self.url = url }

    func run() async throws {
        while !isOver {
            let result = try await Command("curl", ["--silent", "--write-out", "\n%{http_code}", url]).run()
            let lines = result.lastLines.filter { !$0.isEmpty }
            answers.insert("\(lines.last ?? "") \(lines.dropLast().joined())")
        }
    }

    func end(_ visits: Task<Void, any Error>) async throws -> Set<String> {
        isOver = true
        try await visits.value
        return answers
    }
}
