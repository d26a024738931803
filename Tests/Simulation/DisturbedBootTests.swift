import Foundation
import Host
import TestSupport
import Testing

/// Echora's first boot with its real containers, disturbed once, then run again: it ends well, with the secrets that
/// were durable first.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct DisturbedBootTests {
    private static let ports = ["--port", "80=28080", "--port", "443=28443"]
    private let folder = TemporaryFolder()

    private var secretsFile: String { folder.file("var/lib/landfall/echora/secrets.json") }

    /// The bytes of secrets.json, which name the machine and every secret.
    private func secrets() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: secretsFile)) }

    private func boot(_ provider: String) -> Command {
        RealEngine.simulate(provider, Self.ports + ["--root", folder.path, "--keep"])
    }

    /// Boots once more, undisturbed, asks the app, and takes it away.
    private func endsWell(_ provider: String, with durable: Data) async throws {
        let result = try await boot(provider).run()
        #expect(result.status == 0, "\(result.lastLines.joined(separator: "\n"))")
        #expect(try secrets() == durable)
        let health = try await Command("curl", ["-sSf", "http://127.0.0.1:28080/api/health"]).run()
        #expect(health.succeeded, "\(health.lastLines)")
        let end = try #require(result.lastLines.first { $0.contains("docker compose") }?.split(separator: "&&").first)
        #expect(try await Command("sh", ["-c", String(end)]).run().succeeded)
        #expect(try await RealEngine.leftovers(of: provider) == [])
    }

    /// The first boot that works on this folder.
    private func provision() -> pid_t? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.first {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/exe"))
                == folder.file("usr/local/bin/echoractl")
        }
    }

    @Test func theFirstBootIsKilled() async throws {
        async let first = boot("vultr").run()
        try await eventually { (try? secrets()) != nil }
        let durable = try secrets()
        let process = try #require(provision())
        #expect(kill(process, SIGKILL) == 0)
        #expect(try await first.status == 137)
        try await endsWell("vultr", with: durable)
    }

    @Test func aServiceIsKilled() async throws {
        async let first = boot("linode").run()
        var database: [String] = []
        try await eventually {
            database = try await RealEngine.lines("ps", "--quiet", "--filter", "name=echora-linode-.*postgres")
            return !database.isEmpty
        }
        let durable = try secrets()
        #expect(try await Command("docker", ["kill", database[0]]).run().succeeded)
        let result = try await first
        #expect(result.status == 69, "\(result.lastLines)")
        #expect(result.lastLines.contains { $0.hasPrefix("error: the service postgres is Exited (137") })
        #expect(!result.lastLines.contains { $0.contains("PASSWORD='") })
        try await endsWell("linode", with: durable)
    }

    @Test(.enabled(if: geteuid() == 0, "mounts")) func theDiskIsFull() async throws {
        // A run that is refused leaves a machine in the folder; its disk then has less room than the stack's files need.
        let refused = RealEngine.simulate(
            "hetzner", Self.ports + ["--root", folder.path, "--keep", "--set", "admin_email=nobody"])
        #expect(try await refused.run().status == 65)
        try FileManager.default.removeItem(atPath: folder.file("etc/echora/parameters.yaml"))
        let disk = folder.file("opt")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        #expect(try await Command("mount", ["-t", "tmpfs", "-o", "size=4k", "tmpfs", disk]).run().succeeded)
        let result = try await boot("hetzner").run()
        #expect(result.status == 69, "\(result.lastLines)")
        #expect(result.lastLines.contains { $0.hasPrefix("error: cannot") && $0.hasSuffix("No space left on device") })
        let durable = try secrets()
        #expect(try await Command("mount", ["-o", "remount,size=4m", disk]).run().succeeded)
        try await endsWell("hetzner", with: durable)
        #expect(try await Command("umount", [disk]).run().succeeded)
    }
}
