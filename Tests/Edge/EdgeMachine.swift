import AppSpec
import Foundation
import Glibc
import HTTP
import Host
import Plan
import TestSupport
import Testing

/// A machine in a folder for several apps, with a real Caddy as its edge on ports of its own.
struct EdgeMachine: Sendable {
    let folder = TemporaryFolder()
    let id = "landfall-edges-\(UUID().uuidString.prefix(6).lowercased())"
    let address: String
    let http: Int
    let https: Int

    var project: String { "\(id)-edge" }

    init() throws {
        address = "127.0.0.1"
        (http, https) = (try Self.freePort(), try Self.freePort())
        try prepare()
    }

    /// An edge with the ports that a certificate authority goes to, on an address of its own.
    init(address: String) throws {
        self.address = address
        (http, https) = (80, 443)
        try prepare()
    }

    private func prepare() throws {
        try folder.write("root/etc/machine-id", String(repeating: "a", count: 32) + "\n")
    }

    static let compose = """
        services:
          web:
            image: caddy:2.6.2
            command: [caddy, respond, --listen, ":8080", --body, "hello from NAME"]
            stop_signal: SIGKILL
        """

    /// An app as `landfall` compiles it, on this machine.
    func app(
        _ name: String = "demo", version: String = "1.0.0", compose: String = EdgeMachine.compose,
        _ more: String = "expose: [{ service: web, port: 8080 }]", files: [String: String] = [:],
        change: (inout Plan) -> Void = { _ in }
    ) throws -> EdgeApp {
        let source = TemporaryFolder()
        for (file, text) in files { try source.write(file, text) }
        try source.write("compose.yaml", compose.replacing("NAME", with: name))
        try source.write(
            "app.yaml",
            """
            schema: 1
            name: \(name)
            version: \(version)
            stack: { compose: compose.yaml, files: [\(files.keys.sorted().map { "{ from: \($0) }" }.joined(separator: ", "))] }
            parameters: { domain: { type: hostname, label: Domain, required: false } }
            release: none
            settle: 0s
            \(more)
            """)
        let compiled = Compiler.compile(path: source.file("app.yaml"))
        var plan = try #require(compiled.spec, "\(compiled.render(color: false))").plan(for: "generic")
        plan.stack.project = "\(id)-\(name)"
        plan.stack.edge?.project = project
        plan.stack.edge?.image = "caddy:2.6.2"
        plan.stack.edge?.address = address
        plan.stack.edge?.http = http
        plan.stack.edge?.https = https
        plan.stack.edge?.usesOwnAuthority = true
        change(&plan)
        return EdgeApp(machine: self, plan: plan, binary: try Executables.stamped(plan, in: folder))
    }

    /// What the edge answers to a browser; nil if it does not.
    func get(_ host: String, _ path: String = "/") -> (status: Int, body: String)? { try? ask(host, path) }

    func ask(_ host: String, _ path: String = "/") throws(HTTPError) -> (status: Int, body: String) {
        var policy = Policy.once
        policy.verifiesCertificates = false
        var request = Request("GET", "https://\(host)\(path)")
        request.connectTo = "\(address):\(https)"
        let response = try Client(policy: policy).send(request)
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    func caddy() async throws -> String { try #require(try await containers().first) }

    /// Those of the edge, also stopped ones.
    func containers() async throws -> [String] { try await Self.containers(of: project, ["--quiet"]) }

    static func containers(of project: String, _ format: [String]) async throws -> [String] {
        let filter = ["--filter", "label=com.docker.compose.project=\(project)"]
        let result = try await Command("docker", ["ps", "--all"] + filter + format).run()
        return result.lastLines.filter { !$0.isEmpty }
    }

    func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: folder.file("root" + path)) }

    func takeAway() async throws {
        try await RealEngine.takeAway(project: project)
        for name in ["demo", "other", "third"] { try await RealEngine.takeAway(project: "\(id)-\(name)") }
    }

    private static func freePort() throws -> Int {
        let listener = try Listener()
        return listener.port
    }
}

struct EdgeApp: Sendable {
    let machine: EdgeMachine
    let plan: Plan
    let binary: String

    func run(_ verb: String, _ flags: String...) async throws -> CommandResult {
        try await Command(binary, [verb, "--root", machine.folder.file("root")] + flags).run()
    }

    func containers(_ format: String...) async throws -> [String] {
        try await EdgeMachine.containers(of: plan.stack.project, format.isEmpty ? ["--quiet"] : format)
    }

    /// The first boot.
    func boot(_ domain: String) async throws {
        let result = try await run("provision", "--console", "-", "--set", "domain=\(domain)")
        try #require(result.status == 0, "\(result.lastLines)")
    }

    func uninstall(_ flags: String...) async throws {
        let words = ["uninstall", "--root", machine.folder.file("root"), "--confirm", plan.app.name] + flags
        let result = try await Command(binary, words).run()
        #expect(result.status == 0, "\(result.lastLines)")
    }
}

/// A TCP port of loopback that is taken.
final class Listener {
    private let socket: Int32
    let port: Int

    init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = socket
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 1) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        try #require(isBound)
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(socket) }
}
