import Emulator
import Foundation
import Host
import Plan
import Providers
import TestSupport
import Testing

/// Services of a real engine that end by themselves, with and without a restart; case 9 of the reader's ten.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct CrashLoopTests {
    private let folder = TemporaryFolder()

    private func simulate(
        _ command: String, restart: String, more: String = "", environment: [String: String?] = [:]
    ) async throws -> CommandResult {
        try folder.write(
            "compose.yml",
            """
            services:
              server:
                image: postgres:17
                network_mode: none
                restart: \(restart)
                environment: { PW: "${PW}" }
                entrypoint: ["/bin/sh", "-c", "\(command)"]

            """)
        try folder.write(
            "app.yaml",
            """
            schema: 1
            name: loops
            version: 1.0.0
            requires: { cpus: 1, memory: 512MiB, disk: 5GiB }
            stack: { compose: compose.yml }
            secrets: { PW: { kind: hex, bytes: 16 } }
            env: { PW: "{{ secrets.PW }}" }
            \(more)

            """)
        let own: [String: String?] = ["LANDFALL_FIRSTBOOT": Executables.firstboot]
        return try await Command(
            Executables.landfall, ["simulate", folder.file("app.yaml"), "--provider", "generic"],
            environment: own.merging(environment) { $1 }
        ).run()
    }

    @Test func aServiceThatEndsAfterASecondIsNotReady() async throws {
        let result = try await simulate("echo no licence; sleep 1; exit 5", restart: "'no'")
        let text = result.lastLines.joined(separator: "\n")
        #expect(result.status == 69, "\(text)")
        #expect(text.contains("error: the service server is Exited (5)"), "\(text)")
        #expect(text.contains("no licence"))
    }

    /// The check holds from the first restart on. No app.yaml could name a port that no service publishes, so the plan is
    /// made by hand.
    @Test func aServiceThatEndsAgainAndAgainIsNotReadyThoughTheChecksHold() async throws {
        let first = try MetadataService(provider: .vultr)
        let address = try await first.start().replacing("http://", with: "")
        await first.stop()
        let port = try #require(address.split(separator: ":").last.flatMap { UInt16($0) })
        let project = "loops-\(UUID().uuidString.prefix(6).lowercased())"
        let compose = """
            services:
              server:
                image: postgres:17
                network_mode: none
                restart: always
                entrypoint: ["/bin/sh", "-c", "echo no licence; sleep 1; exit 5"]

            """
        var plan = Plan(
            app: App(name: "loops", title: "Loops", version: "1.0.0"), provider: "generic",
            stack: Stack(
                project: project, composeFile: "compose.yml",
                files: [StackFile(path: "compose.yml", content: .verbatim(Array(compose.utf8)))],
                services: [Service(name: "server", image: "postgres:17")]))
        plan.settle = 4
        plan.ready = [ReadyCheck(probe: .tcp(address: address), within: 30)]
        try folder.write("root/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        let binary = try Executables.stamped(plan, in: folder)
        let root = folder.file("root")
        async let provision = Command(binary, ["provision", "--root", root, "--console", "-"]).run()
        try await eventually(within: .seconds(60)) { try await restarts(of: project) > 0 }
        let second = try MetadataService(provider: .vultr)
        _ = try await second.start(port: port)
        let result = try await provision
        await second.stop()
        _ = try await Command("docker", ["compose", "--project-name", project, "down", "--timeout", "1"]).run()
        let text = result.lastLines.joined(separator: "\n")
        #expect(result.status == 69, "\(text)")
        // Whichever it is doing at the end.
        #expect(text.contains("error: the service server is "), "\(text)")
        #expect(text.contains("it has restarted ") && text.contains("no licence"), "\(text)")
    }

    private func restarts(of project: String) async throws -> Int {
        let label = "label=com.docker.compose.project=\(project)"
        guard let id = try await RealEngine.lines("ps", "--all", "--quiet", "--filter", label).first else { return 0 }
        return Int(try await RealEngine.lines("inspect", "--format", "{{.RestartCount}}", id).first ?? "") ?? 0
    }

    @Test func aServiceThatEndsAgainAndAgainIsNotReadyWithoutChecks() async throws {
        // The engine's pauses make the tenth restart come after a minute and a half.
        let result = try await simulate("echo no licence; exit 5", restart: "always", more: "settle: 4s")
        let text = result.lastLines.joined(separator: "\n")
        #expect(result.status == 69, "\(text)")
        #expect(text.contains("error: the service server is in a crash loop: it has restarted "), "\(text)")
        #expect(text.contains("no licence"))
    }

    @Test func aServiceThatNeedsTwoStartsIsReady() async throws {
        let result = try await simulate(
            "test -e /tmp/second && exec sleep 600; touch /tmp/second; exit 1", restart: "always", more: "settle: 2s")
        #expect(result.status == 0, "\(result.lastLines.joined(separator: "\n"))")
    }

    /// Case 5 of the reader's ten.
    @Test func aVariableOfWhoeverStartsItDoesNotBecomeThePassword() async throws {
        let result = try await simulate(
            "test $${#PW} = 32 && exec sleep 600; exit 6", restart: "'no'", more: "settle: 1s",
            environment: ["PW": "weak", "COMPOSE_PROJECT_NAME": "other", "COMPOSE_FILE": "/nowhere.yml"])
        #expect(result.status == 0, "\(result.lastLines.joined(separator: "\n"))")
    }
}
