import Foundation
import Host
import Synchronization
import TestSupport
import Testing

/// Echora's first boot with its real containers, as every provider's machine.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct SimulateTests {
    private static let ports = ["--port", "80=28080", "--port", "443=28443"]

    @Test(arguments: ["vultr", "digitalocean", "hetzner", "linode", "generic"])
    func everyProviderBootsAndLeavesNothing(provider: String) async throws {
        let result = try await RealEngine.simulate(provider, Self.ports).run()
        let console = result.lastLines.joined(separator: "\n")
        #expect(result.status == 0, "\(console)")
        #expect(console.contains("User name:       admin\n"))
        #expect(console.contains("Admin password:  "))
        #expect(console.contains("Echora Chat is ready."))
        #expect(try await RealEngine.leftovers(of: provider) == [])
        let folder = try #require(result.lastLines.first?.split(separator: " ").last)
        #expect(!FileManager.default.fileExists(atPath: String(folder)))
    }

    @Test func theRunningAppAnswersThroughCaddyAndTakesThePassword() async throws {
        let folder = TemporaryFolder()
        let result = try await RealEngine.simulate("hetzner", Self.ports + ["--root", folder.path, "--keep"]).run()
        #expect(result.status == 0, "\(result.lastLines)")
        let instance = try await ask("/api/instance")
        #expect(instance.contains("PostgreSQL 17"), "\(instance)")
        let credentials = try folder.read("root/echora-credentials.txt").split(separator: "\n")
        let password = try #require(credentials.first { $0.hasPrefix("Admin password:") }?.split(separator: " ").last)
        try folder.write("login.json", #"{"email": "admin", "password": "\#(password)"}"#, mode: 0o600)
        #expect(try await ask("/api/login", "--data", "@" + folder.file("login.json")).contains("token"))
        try folder.write("login.json", #"{"email": "admin", "password": "wrong"}"#)
        #expect(try await ask("/api/login", "--data", "@" + folder.file("login.json")).contains("Unauthorized"))
        let end = try #require(
            result.lastLines.first { $0.contains("docker compose") }?.firstMatch(of: #/.* down .*? && /#))
        #expect(try await Command("sh", ["-c", "\(end.0)true"]).run().succeeded)
        #expect(try await RealEngine.leftovers(of: "hetzner") == [])
    }

    /// The link that was printed, as a browser opens it.
    @Test func thePrintedLinkOpensTheApp() async throws {
        let folder = TemporaryFolder()
        let result = try await RealEngine.simulate("digitalocean", Self.ports + ["--root", folder.path, "--keep"]).run()
        let link = try #require(result.lastLines.first { $0.hasPrefix("  https://") })
        #expect(link == "  https://127.0.0.1:28443/")
        let page = try await Command("curl", ["-sSk", "--fail", String(link.dropFirst(2))]).run()
        #expect(page.succeeded && page.lastLines.joined().contains("Echora"), "\(page)")
        let end = try #require(result.lastLines.first { $0.contains("docker compose") })
        #expect(try await Command("sh", ["-c", end]).run().succeeded)
        #expect(!FileManager.default.fileExists(atPath: folder.file("opt")))
    }

    /// As the owner's browser would.
    private func ask(_ path: String, _ more: String...) async throws -> String {
        let arguments = ["-sSk", "https://127.0.0.1:28443\(path)"] + more
        return try await Command("curl", arguments).run().lastLines.joined()
    }

    @Test func controlCLeavesNothing() async throws {
        let command = RealEngine.simulate("vultr", Self.ports)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command.executable)
        process.arguments = command.arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["LANDFALL_FIRSTBOOT": Executables.firstboot])
        { $1 }
        let output = Pipe()
        process.standardOutput = output
        let seen = Mutex("")
        output.fileHandleForReading.readabilityHandler = { handle in
            let text = String(decoding: handle.availableData, as: UTF8.self)
            seen.withLock { $0 += text }
        }
        try process.run()
        try await eventually { seen.withLock { $0.contains("caddy: created") || $0.contains("Finishing") } }
        process.interrupt()
        try await eventually { !process.isRunning }
        #expect(process.terminationStatus == 130)
        #expect(try await RealEngine.leftovers(of: "vultr") == [])
        let folder = try #require(seen.withLock { $0.split(separator: "\n").first?.split(separator: " ").last })
        #expect(!FileManager.default.fileExists(atPath: String(folder)))
    }
}
