import Foundation
import Host
import Installation
import Plan
import Rollout
import TestSupport
import Testing

/// Releases that change only a file which a running Caddy reads again, under load: ab asks for the page all the time, with
/// a new connection for each request.
@Suite(.enabled(if: RealEngine.isHere && Tool.isInstalled("ab"), "run by Scripts/with-engine"), .serialized)
struct ReloadTests {
    @Test func noRequestIsLostByAnUpdateAFailedOneAndARollback() async throws {
        let machine = try await CaddyMachine()
        #expect(try await machine.page() == "one")
        let container = try await machine.container()
        let load = Load()
        let runs = load.begin(on: machine.url)

        let updated = try await machine.update(to: "1.1.0", answer: "respond two")
        #expect(updated.status == 0, "\(updated.lastLines)")
        #expect(try await machine.page() == "two")
        let failed = try await machine.update(to: "1.2.0", answer: "no_such_directive")
        #expect(
            failed.status == 69 && failed.lastLines.contains { $0.contains("1.1.0 is back") }, "\(failed.lastLines)")
        #expect(failed.lastLines.contains { $0.contains("`caddy reload") }, "\(failed.lastLines)")
        #expect(try await machine.page() == "two")
        let back = try await machine.run("rollback", "--yes")
        #expect(back.status == 0, "\(back.lastLines)")
        #expect(try await machine.page() == "one")

        _ = await load.end()
        try await runs.value
        let (complete, failures) = await load.end()
        #expect(complete > 500 && failures == [])
        #expect(try await machine.container() == container)
        try await RealEngine.takeAway(project: machine.project)
    }

    @Test func aReloadThatDoesNotEndIsAFailure() async throws {
        let machine = try await CaddyMachine()
        let failure = try await #require(machine.reload(["caddy", "file-server", "--listen", ":8099"], limit: 1))
        #expect(
            failure.code == .unavailable && failure.message.contains("has not ended within 1 second"))
        try await RealEngine.takeAway(project: machine.project)
    }

    @Test func aStoppedServiceReadsItAsItStarts() async throws {
        let machine = try await CaddyMachine()
        _ = try await RealEngine.lines("stop", try await machine.container())
        let updated = try await machine.update(to: "1.1.0", answer: "respond two")
        #expect(updated.status == 0, "\(updated.lastLines)")
        #expect(try await machine.page() == "two")
        try await RealEngine.takeAway(project: machine.project)
    }
}

/// A machine in a folder whose app is Caddy with one file.
private struct CaddyMachine: Sendable {
    private let folder = TemporaryFolder()
    private let port: UInt16
    let project = "landfall-reload-\(UUID().uuidString.prefix(6).lowercased())"
    var url: String { "http://127.0.0.1:\(port)/" }
    private var binary: String { folder.file("root/usr/local/bin/democtl") }

    init() async throws {
        port = try Self.freePort()
        try folder.write("root/etc/machine-id", String(repeating: "a", count: 32) + "\n")
        let made = try Executables.stamped(plan("1.0.0", "respond one"), in: folder)
        try FileManager.default.createDirectory(
            atPath: folder.file("root/usr/local/bin"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: made, toPath: binary)
        let boot = try await run("provision", "--console", "-")
        try #require(boot.status == 0, "\(boot.lastLines)")
    }

    private func plan(_ version: String, _ answer: String) -> Plan {
        let compose = """
            services:
              caddy:
                image: caddy:2.6.2
                ports: ["127.0.0.1:\(port):80"]
                volumes: ["./caddy:/etc/caddy:ro"]
            """
        let reload = ["caddy", "reload", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
        var plan = Plan(
            app: App(name: "demo", title: "Demo", version: version), provider: "generic",
            stack: Stack(
                project: project, composeFile: "compose.yml",
                files: [
                    StackFile(path: "compose.yml", content: .verbatim(Array(compose.utf8))),
                    StackFile(
                        path: "caddy/Caddyfile", content: .verbatim(Array("http:// {\n\t\(answer)\n}\n".utf8)),
                        reload: ServiceCommand(service: "caddy", run: reload)),
                ], services: [Service(name: "caddy", image: "caddy:2.6.2")]))
        plan.settle = 0
        plan.ready = [ReadyCheck(probe: .http(url: Template(text: url)), within: 30)]
        return plan
    }

    func run(_ verb: String, _ flags: String...) async throws -> CommandResult {
        try await Command(binary, [verb, "--root", folder.file("root")] + flags).run()
    }

    /// - Parameter answer: What the file says for each request.
    func update(to version: String, answer: String) async throws -> CommandResult {
        let releases = TemporaryFolder()
        let made = try Executables.stamped(plan(version, answer), in: releases)
        try folder.write("release-\(version)/demo-generic-\(ThisProcess.architecture)", "")
        let target = folder.file("release-\(version)/demo-generic-\(ThisProcess.architecture)")
        try FileManager.default.removeItem(atPath: target)
        try FileManager.default.moveItem(atPath: made, toPath: target)
        return try await run("update", "--from", folder.file("release-\(version)"), "--yes")
    }

    /// - Returns: Why it failed.
    func reload(_ words: [String], limit: Int) async throws -> Failure? {
        let machine = Machine(plan("1.0.0", "respond one"), root: folder.file("root"))
        let (_, recorded, secrets) = try StateStore(machine).loadSetUp()
        let values = Values(machine.plan, recorded, secrets.values)
        let reload = try ReloadServices(
            machine, values, [ServiceCommand(service: "caddy", run: words)], limit: limit)
        return await #expect(throws: Failure.self) { try await reload.run() }
    }

    func page() async throws -> String {
        try await Command("curl", ["--silent", "--fail", url]).run().lastLines.joined()
    }

    func container() async throws -> String {
        let filter = "label=com.docker.compose.project=\(project)"
        return try await RealEngine.lines("ps", "--all", "--quiet", "--filter", filter).joined()
    }

    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(isBound)
        return UInt16(bigEndian: address.sin_port)
    }
}

/// One run of ab after the other, until it is told to end.
private actor Load {
    private var isOver = false
    private var complete = 0
    private var failures: [String] = []

    /// - Returns: What to wait for after ``end()``.
    nonisolated func begin(on url: String) -> Task<Void, any Error> {
        Task {
            while await !isOver {
                let result = try await Command("ab", ["-q", "-r", "-l", "-c", "4", "-n", "300", url]).run()
                await note(result)
            }
        }
    }

    private func note(_ result: CommandResult) {
        func number(_ name: String) -> Int? {
            result.lastLines.first { $0.hasPrefix(name) }?.split(separator: " ").compactMap { Int($0) }.first
        }
        complete += number("Complete requests:") ?? 0
        // Answers with an error are requests that were answered, for ab.
        let isWhole = number("Failed requests:") == 0 && number("Non-2xx responses:") == nil
        if result.status != 0 || !isWhole { failures.append(result.lastLines.joined(separator: "\n")) }
    }

    func end() -> (complete: Int, failures: [String]) {
        isOver = true
        return (complete, failures)
    }
}
