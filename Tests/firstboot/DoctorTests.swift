import Foundation
import Plan
import TestSupport
import Testing

@Suite struct DoctorTests {
    @Test func aMachineThatIsWellPasses() async throws {
        let boot = try await Boot(script: #"[[ $verb == version ]] && echo 2.26.1"#)
        #expect(try await boot.run("provision").status == 0)
        let result = try await boot.run("doctor")
        #expect(result.status == 0, "\(result.lastLines)")
        for line in [
            "PASS  Docker Engine: answers", "PASS  Docker Compose: 2.26.1", "PASS  first boot: done", "PASS  web: up",
        ] {
            #expect(result.lastLines.contains(line))
        }
    }

    @Test func whatIsInTheWayFails() async throws {
        let boot = try await Boot(
            services: ["web": ("running", "Up 1 second"), "db": ("exited", "Exited (1) 2 seconds ago")],
            script: #"[[ $verb == version ]] && echo 2.26.1"#)
        _ = try await boot.run("provision")
        let result = try await boot.run("doctor", ["--json"])
        #expect(result.status == 69)
        #expect(result.lastLines.contains("error: db: not as it should be"))
    }

    @Test func anEngineThatIsDownIsSaid() async throws {
        let boot = try await Boot()
        let result = try await boot.run("doctor", environment: ["DOCKER_HOST": "unix:///none.sock"])
        #expect(result.status == 69)
        #expect(result.lastLines.contains("FAIL  Docker Engine: does not answer"))
        let help = "      help: look at `systemctl status docker` and start it with `systemctl start docker`"
        #expect(result.lastLines.contains(help))
    }
}
