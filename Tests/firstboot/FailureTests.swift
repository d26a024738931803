import Foundation
import Plan
import TestSupport
import Testing

/// Faults of the stack: each ends with a report, and the next run continues with the same secrets.
@Suite struct FailureTests {
    private let healthy = [
        "web": (state: "running", status: "Up 1 second"), "db": (state: "running", status: "Up 1 second (healthy)"),
    ]

    @Test func aFailedMigrationIsReportedAndTriedAgain() async throws {
        let flag = TemporaryFolder()
        let boot = try await Boot(
            script: """
                if [[ $verb == exec && $* == *seed && ! -e \(flag.file("fixed")) ]]; then
                    cat $stack/.env
                    echo "no such table"; exit 3
                fi
                """)
        let failed = try await boot.run("provision")
        #expect(failed.status == 69)
        let text = failed.lastLines.joined(separator: "\n")
        #expect(text.contains("error: `seed` in web failed with exit code 3"))
        #expect(text.contains("no such table"))
        let secrets = try boot.secrets
        #expect(!text.contains(try #require(secrets["KEY"])))
        #expect(try await boot.run("status").lastLines.first?.hasPrefix("demo: interrupted") == true)
        try flag.write("fixed", "")
        #expect(try await boot.run("provision").status == 0)
        #expect(try boot.secrets == secrets)
        #expect(boot.docker.calls.filter { $0.hasSuffix("migrate") }.count == 1)
        #expect(boot.docker.calls.filter { $0.hasSuffix("seed") }.count == 2)
        #expect(try await boot.run("status").lastLines.first?.hasPrefix("demo: done since 20") == true)
    }

    @Test func aServiceThatStopsIsNamedWithItsLastLines() async throws {
        let boot = try await Boot(
            services: ["web": ("exited", "Exited (1) 2 seconds ago"), "db": ("running", "Up 2 seconds")],
            script: #"[[ $verb == logs ]] && echo "cannot bind port 80""#)
        let result = try await boot.run("provision")
        #expect(result.status == 69)
        #expect(result.lastLines.contains("error: the service web is Exited (1)"))
        #expect(result.lastLines.contains("  cannot bind port 80"))
    }

    @Test func aServiceThatNeverGetsReadyIsNamed() async throws {
        var plan = Plan.demo()
        plan.ready = [ReadyCheck(probe: .tcp(address: "127.0.0.1:1"), within: 1)]
        let boot = try await Boot(
            plan, services: ["web": ("restarting", "Restarting (1) 1 second ago"), "db": healthy["db"]!])
        let result = try await boot.run("provision")
        #expect(result.status == 69)
        #expect(result.lastLines.joined().contains("the service web is still restarting after 1 s"))
    }

    @Test func anAppThatNeverAnswersIsReported() async throws {
        var plan = Plan.demo()
        plan.ready = [ReadyCheck(probe: .http(url: Template(text: "http://127.0.0.1:1/health")), within: 1)]
        let boot = try await Boot(plan, script: #"[[ $verb == logs ]] && { cat $stack/.env; echo "no route"; }"#)
        let result = try await boot.run("provision")
        #expect(result.status == 69)
        #expect(result.lastLines.contains("  the last log lines of web:") && result.lastLines.contains("    no route"))
        #expect(try !result.lastLines.joined().contains(boot.secrets["KEY"] ?? "none"))
        #expect(
            result.lastLines.joined().contains("http://127.0.0.1:1/health is not ready after 1 s: connection refused"))
    }

    /// A service that prints the key that it cannot use, line by line, as Compose shows it.
    @Test func aKeysLinesAreInNoReport() async throws {
        var plan = Plan.demo()
        plan.secrets.append(SecretSpec(name: "SIGNING", recipe: .keyPair("rsa-2048")))
        plan.stack.files.append(
            StackFile(path: "conf/key.pem", content: .rendered(Template([.secret("SIGNING")]))))
        let boot = try await Boot(
            plan, services: ["web": ("exited", "Exited (1) 2 seconds ago"), "db": healthy["db"]!],
            script: "[[ $verb == logs ]] && sed 's/^/web-1  | bad key: /' $stack/conf/key.pem")
        let result = try await boot.run("provision")
        #expect(result.status == 69)
        let lines = try #require(try boot.secrets["SIGNING"]).split(separator: "\n").dropFirst().dropLast()
        #expect(lines.count > 10)
        let text = result.lastLines.joined(separator: "\n")
        #expect(text.contains("bad key: [REDACTED]"), "\(text)")
        for line in lines { #expect(!text.contains(line.prefix(12))) }
    }

    @Test func composeItselfFailing() async throws {
        let boot = try await Boot(script: #"[[ $verb == up ]] && { echo "manifest unknown"; exit 18; }"#)
        let result = try await boot.run("provision")
        #expect(result.status == 69)
        #expect(result.lastLines.joined().contains("manifest unknown"))
    }

    @Test func anEngineThatIsNotInstalledIsSaid() async throws {
        let boot = try await Boot()
        let environment = ["PATH": boot.folder.file("none"), "DOCKER_HOST": "unix:///none.sock"]
        let result = try await boot.run("provision", environment: environment)
        #expect(result.status == 69)
        #expect(result.lastLines.contains("error: Docker Engine is not installed"))
        #expect(try await boot.run("provision").status == 0)
    }

    @Test func aOneShotServiceMayEnd() async throws {
        var plan = Plan.demo()
        plan.stack.services[1].isOneShot = true
        let boot = try await Boot(
            plan, services: ["web": healthy["web"]!, "db": ("exited", "Exited (0) 1 second ago")])
        #expect(try await boot.run("provision").status == 0)
    }

    @Test func anotherRunIsBusy() async throws {
        let gate = TemporaryFolder()
        let boot = try await Boot(
            script: "[[ $verb == up ]] && { touch \(gate.file("in")); until [[ -e \(gate.file("go")) ]]; do :; done; }")
        async let first = boot.run("provision")
        try await eventually { FileManager.default.fileExists(atPath: gate.file("in")) }
        #expect(try await boot.run("provision").status == 75)
        #expect(
            try await boot.run("status").lastLines.first?.hasPrefix("demo: at work, starting the services since")
                == true)
        try gate.write("go", "")
        #expect(try await first.status == 0)
    }
}
