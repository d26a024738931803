import Foundation
import Host
import TestSupport
import Testing

/// Orchestrator as its customers develop with it, by the very compose.yaml that machines run.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized)
struct OrchestratorDevelopmentTests {
    private static let port = 28331
    private static let key = "development"

    private func ask(_ path: String, body: String? = nil) async throws -> String {
        try await Example.ask("http://orchestrator.test\(path)", at: Self.port, key: Self.key, body: body)
    }

    @Test func `what is saved runs a moment later`() async throws {
        let place = TemporaryFolder()
        let source = place.file("source")
        try FileManager.default.copyItem(atPath: Example.folder("orchestrator"), toPath: source)
        try FileManager.default.copyItem(atPath: "\(source)/.env.example", toPath: "\(source)/.env")
        // This computer's ports are others' too.
        let override = """
            services:
              api: { ports: !override ["127.0.0.1:\(Self.port):9000"] }
              observability: { ports: !reset [] }
            """
        try place.write("source/compose.override.yaml", override)
        let project = "orchestrator-\(UUID().uuidString.prefix(6).lowercased())"
        let stack = Process()
        stack.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let compose = ["compose", "--project-name", project, "--project-directory", source]
        stack.arguments = ["docker"] + compose + ["up", "--build", "--watch"]
        try place.write("log", "")
        let log = try FileHandle(forWritingTo: URL(fileURLWithPath: place.file("log")))
        (stack.standardOutput, stack.standardError) = (log, log)
        try stack.run()
        var failure: (any Error)?
        do { try await expectReloads(place) } catch { failure = error }
        // Of the two processes it is Compose itself that stops the services: `docker` does not always tell it.
        _ = try await Command("pkill", ["-TERM", "--parent", "\(stack.processIdentifier)"]).run()
        try? await eventually(within: .seconds(60)) { !stack.isRunning }
        if stack.isRunning { kill(stack.processIdentifier, SIGKILL) }
        _ = try await Command("docker", compose + ["down", "--volumes", "--rmi", "local", "--timeout", "5"]).run()
        try await RealEngine.takeAway(project: project)
        if let failure { Issue.record("\(failure): \(try place.read("log").suffix(4000))") }
    }

    private func expectReloads(_ place: TemporaryFolder) async throws {
        func edit(_ file: String, _ old: String, _ new: String) throws {
            let text = try place.read("source/\(file)")
            try #require(text.contains(old), "\(file)")
            try place.write("source/\(file)", text.replacing(old, with: new))
        }
        func becomes(_ path: String, _ part: String) async throws {
            try await eventually(within: .seconds(240)) { try await ask(path).contains(part) }
        }
        try await becomes("/health", #"200 {"status":"ok","version":"1.0.0"}"#)
        try place.write("source/workflows/hello.yaml", "steps: [greeter]\n")
        try edit("agents/greeter.yaml", "welcome to the team", "hello")
        try await becomes("/api/workflows", #""hello":{"name":"hello","steps":["greeter"]}"#)
        // Each worker has what was saved, by its own watch.
        try await eventually(within: .seconds(60)) {
            _ = try await ask("/api/runs", body: #"{"workflow":"hello","input":"Ada"}"#)
            return try await ask("/api/runs").contains(#""result":"Ada, hello.""#)
        }
        try edit("apps/web/index.html", "<h1>Orchestrator</h1>", "<h1>Ours</h1>")
        try await becomes("/", "<h1>Ours</h1>")
        try edit("shared/src/flow/service.go", #""status": "ok""#, #""status": "changed""#)
        try await becomes("/health", #"200 {"status":"changed","version":"1.0.0"}"#)
    }
}
