import Foundation
import Host
import TestSupport
import Testing

/// After a change of values, each container in a real engine sees the new ones, however Compose hands them over.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct OutdatedFilesTests {
    private let folder = TemporaryFolder()

    private var root: String { folder.file("machine") }

    private func run(_ verb: String, _ flags: String...) async throws {
        let result = try await Command(root + "/usr/local/bin/seenctl", [verb, "--root", root] + flags).run()
        #expect(result.status == 0, "\(verb): \(result.lastLines.joined(separator: "\n"))")
    }

    private func compose(_ arguments: String...) async throws -> [String] {
        let project = try await RealEngine.lines("ps", "--format", "{{.Label \"com.docker.compose.project\"}}")
        let name = try #require(project.first { $0.hasPrefix("seen-generic-") })
        let file = ["--project-name", name, "--project-directory", root + "/opt/seen"]
        return try await Command("docker", ["compose"] + file + arguments).run().lastLines
    }

    private func content(of file: String, in service: String) async throws -> String {
        try await compose("exec", "-T", service, "cat", file).joined(separator: "\n")
    }

    @Test func whatComposeDoesNotCompareIsRenewedToo() async throws {
        try folder.write(
            "compose.yml",
            """
            x-server: &server
              image: postgres:17
              network_mode: none
              init: true
              entrypoint: [sleep, "600"]
            services:
              secret: { <<: *server, secrets: [token] }
              config: { <<: *server, configs: [{ source: settings, target: /settings }] }
              file: { <<: *server, volumes: ["./.env:/settings:ro"] }
            secrets:
              token: { environment: TOKEN }
            configs:
              settings: { content: "colour=${COLOUR}" }

            """)
        try folder.write(
            "app.yaml",
            """
            schema: 1
            name: seen
            version: 1.0.0
            requires: { cpus: 1, memory: 512MiB, disk: 5GiB }
            stack: { compose: compose.yml }
            settle: 0s
            parameters:
              colour: { type: string, label: Colour, default: red }
            secrets:
              TOKEN: { kind: hex, bytes: 8, rotate: restart }
            env:
              COLOUR: "{{ parameters.colour }}"
              TOKEN: "{{ secrets.TOKEN }}"

            """)
        let simulated = try await Command(
            Executables.landfall,
            ["simulate", folder.file("app.yaml"), "--provider", "generic", "--keep", "--root", root],
            environment: ["LANDFALL_FIRSTBOOT": Executables.firstboot]
        ).run()
        #expect(simulated.status == 0, "\(simulated.lastLines.joined(separator: "\n"))")
        let token = try await content(of: "/run/secrets/token", in: "secret")
        #expect(token.count == 16)

        try await run("configure", "--set", "colour=blue")
        try await run("provision")
        #expect(try await content(of: "/settings", in: "config") == "colour=blue")
        #expect(try await content(of: "/settings", in: "file").contains("COLOUR='blue'"))

        try await run("rotate", "TOKEN")
        let rotated = try await content(of: "/run/secrets/token", in: "secret")
        #expect(rotated.count == 16 && rotated != token)
        #expect(try await content(of: "/settings", in: "file").contains(rotated))

        // Nothing is renewed without a reason.
        let all = try await compose("ps", "--quiet")
        try await run("start")
        #expect(try await compose("ps", "--quiet") == all)
        _ = try await compose("down", "--volumes", "--timeout", "1")
    }
}
