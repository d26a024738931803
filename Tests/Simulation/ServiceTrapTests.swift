import Foundation
import Host
import TestSupport
import Testing

/// Services that are no plain servers, in a real engine: what counts as up, and what as failed.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct ServiceTrapTests {
    private let folder = TemporaryFolder()

    /// Simulates an app of one-shot `job`, and `server` that waits for it and has no healthcheck.
    private func simulate(job: String, server: String) async throws -> CommandResult {
        try folder.write(
            "compose.yml",
            """
            services:
              job:
                image: postgres:17
                network_mode: none
                entrypoint: ["/bin/sh", "-c", "\(job)"]
              server:
                image: postgres:17
                network_mode: none
                restart: unless-stopped
                entrypoint: ["/bin/sh", "-c", "\(server)"]
                depends_on:
                  job: { condition: service_completed_successfully }

            """)
        try folder.write(
            "app.yaml",
            """
            schema: 1
            name: traps
            version: 1.0.0
            requires: { cpus: 1, memory: 512MiB, disk: 5GiB }
            stack: { compose: compose.yml }

            """)
        return try await Command(
            Executables.landfall, ["simulate", folder.file("app.yaml"), "--provider", "generic"],
            environment: ["LANDFALL_FIRSTBOOT": Executables.firstboot]
        ).run()
    }

    @Test func aJobThatEndedWellAndAServerWithoutHealthcheckAreUp() async throws {
        let result = try await simulate(job: "exit 0", server: "exec sleep 600")
        #expect(result.status == 0, "\(result.lastLines.joined(separator: "\n"))")
        #expect(result.lastLines.contains("traps is ready."))
    }

    @Test func aJobThatFailedIsNamedWithItsWords() async throws {
        let result = try await simulate(job: "echo no such table; exit 3", server: "exec sleep 600")
        #expect(result.status == 69)
        let text = result.lastLines.joined(separator: "\n")
        #expect(text.contains("error: the service job is Exited (3)"), "\(text)")
        #expect(text.contains("no such table"))
    }
}
