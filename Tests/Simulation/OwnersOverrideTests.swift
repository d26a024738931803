import Foundation
import Host
import TestSupport
import Testing

/// An owner's override file on a machine in a real engine; case 8 of the reader's ten.
@Suite(.enabled(if: RealEngine.isHere, "run by Scripts/with-engine"), .serialized) struct OwnersOverrideTests {
    private let folder = TemporaryFolder()

    private func services(of project: String) async throws -> [String] {
        try await RealEngine.lines(
            "ps", "--filter", "label=com.docker.compose.project=\(project)", "--format",
            "{{.Label \"com.docker.compose.service\"}}"
        ).sorted()
    }

    @Test func itsContainersStayAndItIsNeverWritten() async throws {
        try folder.write(
            "compose.yml",
            """
            services:
              server:
                image: postgres:17
                network_mode: none
                entrypoint: ["sleep", "600"]

            """)
        try folder.write(
            "app.yaml",
            """
            schema: 1
            name: mine
            version: 1.0.0
            requires: { cpus: 1, memory: 512MiB, disk: 5GiB }
            stack: { compose: compose.yml }
            settle: 0s

            """)
        let root = folder.file("machine")
        let simulated = try await Command(
            Executables.landfall,
            ["simulate", folder.file("app.yaml"), "--provider", "generic", "--keep", "--root", root],
            environment: ["LANDFALL_FIRSTBOOT": Executables.firstboot]
        ).run()
        #expect(simulated.status == 0, "\(simulated.lastLines.joined(separator: "\n"))")
        let projects = try await RealEngine.lines(
            "ps", "--filter", "label=com.docker.compose.service=server", "--format",
            "{{.Label \"com.docker.compose.project\"}}")
        let project = try #require(projects.first { $0.hasPrefix("mine-generic-") })
        let text = """
            services:
              extra: { image: "postgres:17", network_mode: none, entrypoint: ["sleep", "600"] }
              server: { environment: { OWNERS: "yes" } }

            """
        try folder.write("machine/opt/mine/compose.override.yml", text)
        let program = root + "/usr/local/bin/minectl"
        for verb in ["start", "provision", "start"] {
            let result = try await Command(program, [verb, "--root", root]).run()
            #expect(result.status == 0, "\(verb): \(result.lastLines.joined(separator: "\n"))")
            #expect(try await services(of: project) == ["extra", "server"], "\(verb)")
        }
        #expect(try folder.read("machine/opt/mine/compose.override.yml") == text)
        try FileManager.default.removeItem(atPath: root + "/opt/mine/compose.override.yml")
        #expect(try await Command(program, ["start", "--root", root]).run().status == 0)
        #expect(try await services(of: project) == ["server"])
        _ = try await Command(
            "docker",
            [
                "compose", "--project-name", project, "--file", root + "/opt/mine/compose.yml", "down", "--volumes",
                "--timeout", "1",
            ]
        ).run()
    }
}
