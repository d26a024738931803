import Foundation
import Host
import TestSupport
import Testing

/// New secrets for a real Echora: its database takes the new password and no longer the old one.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct RotationTests {
    private let folder = TemporaryFolder()

    private func password() throws -> String {
        struct File: Decodable { var values: [String: String] }
        let text = try folder.read("var/lib/landfall/echora/secrets.json")
        return try #require(JSONDecoder().decode(File.self, from: Data(text.utf8)).values["POSTGRES_PASSWORD"])
    }

    /// Whether the database lets this password in over the network.
    private func opens(_ password: String, _ container: String) async throws -> Bool {
        let query = ["psql", "--host=127.0.0.1", "--username=echora", "--dbname=echora", "--command=select 1"]
        return try await Command(
            "docker", ["exec", "--env", "PGPASSWORD", container] + query, environment: ["PGPASSWORD": password]
        ).run().succeeded
    }

    @Test func theDatabaseTakesTheNewPassword() async throws {
        let ports = ["--port", "80=28080", "--port", "443=28443"]
        let first = try await RealEngine.simulate("hetzner", ports + ["--root", folder.path, "--keep"]).run()
        #expect(first.status == 0, "\(first.lastLines)")
        let old = try password()
        let rotate = try await Command(
            folder.file("usr/local/bin/echoractl"), ["rotate", "--root", folder.path]
        ).run()
        #expect(rotate.status == 0, "\(rotate.lastLines)")
        let new = try password()
        #expect(new != old && !rotate.lastLines.joined().contains(new))
        let container = try #require(
            try await RealEngine.lines("ps", "--quiet", "--filter", "name=echora-hetzner-.*postgres").first)
        #expect(try await opens(new, container))
        #expect(try await !opens(old, container))
        #expect(try await Command("curl", ["-sSf", "http://127.0.0.1:28080/api/health"]).run().succeeded)
        let end = try #require(first.lastLines.first { $0.contains("docker compose") }?.split(separator: "&&").first)
        #expect(try await Command("sh", ["-c", String(end)]).run().succeeded)
        #expect(try await RealEngine.leftovers(of: "hetzner") == [])
    }
}
