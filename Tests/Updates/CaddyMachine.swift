import Foundation
import Host
import Installation
import Plan
import Rollout
import TestSupport
import Testing

/// A machine in a folder whose app is Caddy with one file that it reads again while it runs; or another app, by `stack`.
struct CaddyMachine: Sendable {
    let folder = TemporaryFolder()
    let port: UInt16
    /// The stack of a version, whose answer to requests is given.
    private let stack: @Sendable (_ machine: CaddyMachine, _ version: String, _ answer: String) -> Plan
    let project = "landfall-reload-\(UUID().uuidString.prefix(6).lowercased())"
    var url: String { "http://127.0.0.1:\(port)/" }
    var binary: String { folder.file("root/usr/local/bin/democtl") }

    init(
        stack: @escaping @Sendable (CaddyMachine, String, String) -> Plan = { $0.reloading($1, $2) }
    ) async throws {
        self.stack = stack
        port = try Self.freePort()
        try folder.write("root/etc/machine-id", String(repeating: "a", count: 32) + "\n")
        let made = try Executables.stamped(plan("1.0.0", "respond one"), in: folder)
        try FileManager.default.createDirectory(
            atPath: folder.file("root/usr/local/bin"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: made, toPath: binary)
        let boot = try await run("provision", "--console", "-")
        try #require(boot.status == 0, "\(boot.lastLines)")
    }

    private func plan(_ version: String, _ answer: String) -> Plan { stack(self, version, answer) }

    private func reloading(_ version: String, _ answer: String) -> Plan {
        let compose = """
            services:
              caddy:
                image: caddy:2.6.2
                ports: ["127.0.0.1:\(port):80"]
                volumes: ["./caddy:/etc/caddy:ro"]
            """
        let reload = ["caddy", "reload", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]
        return plan(
            version, compose,
            [
                StackFile(
                    path: "caddy/Caddyfile", content: .verbatim(Array("http:// {\n\t\(answer)\n}\n".utf8)),
                    reload: ServiceCommand(service: "caddy", run: reload))
            ], services: ["caddy"])
    }

    /// - Parameter services: Each with Caddy's image.
    func plan(_ version: String, _ compose: String, _ files: [StackFile], services: [String]) -> Plan {
        var plan = Plan(
            app: App(name: "demo", title: "Demo", version: version), provider: "generic",
            stack: Stack(
                project: project, composeFile: "compose.yml",
                files: [StackFile(path: "compose.yml", content: .verbatim(Array(compose.utf8)))] + files,
                services: services.map { Service(name: $0, image: "caddy:2.6.2") }))
        plan.settle = 0
        plan.ready = [ReadyCheck(probe: .http(url: Template(text: url)), within: 30)]
        return plan
    }

    func run(_ verb: String, _ flags: String...) async throws -> CommandResult {
        try await Command(binary, [verb, "--root", folder.file("root")] + flags).run()
    }

    /// - Parameter answer: What the file says for each request.
    func update(to version: String, answer: String) async throws -> CommandResult {
        try await run("update", "--from", publish(version, answer: answer), "--yes")
    }

    /// - Returns: A folder for `--from`.
    func publish(_ version: String, answer: String) throws -> String {
        let releases = TemporaryFolder()
        let made = try Executables.stamped(plan(version, answer), in: releases)
        try folder.write("release-\(version)/demo-generic-\(ThisProcess.architecture)", "")
        let target = folder.file("release-\(version)/demo-generic-\(ThisProcess.architecture)")
        try FileManager.default.removeItem(atPath: target)
        try FileManager.default.moveItem(atPath: made, toPath: target)
        return folder.file("release-\(version)")
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

    func container(of service: String = "caddy") async throws -> String {
        let label = "label=com.docker.compose."
        return try await RealEngine.lines(
            "ps", "--all", "--quiet", "--filter", "\(label)project=\(project)", "--filter", "\(label)service=\(service)"
        ).joined()
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
